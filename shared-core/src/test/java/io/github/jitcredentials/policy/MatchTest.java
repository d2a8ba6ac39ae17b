package io.github.jitcredentials.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.jitcredentials.document.Place;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.Text;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchTest {
    private final Problems problems = new Problems();

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "refs/heads/main refs/heads/main true",
                "refs/heads/main refs/heads/main2 false",
                "refs/heads/main xrefs/heads/main false",
                "refs/heads/main REFS/HEADS/MAIN false",
                "refs/tags/v* refs/tags/v1.4.0 true",
                "refs/tags/v* refs/tags/v true",
                "refs/tags/v* refs/tags/v1/evil false",
                "refs/tags/v* xrefs/tags/v1 false",
                "refs/** refs/heads/a/b true",
                "refs/** refs false",
                "*/app acme/app true",
                "*/app evil/acme/app false",
                "**/app evil/acme/app true",
                "** anything/at/all true",
                "* acme true",
                "* acme/app false",
                "a*b*c axxbyyc true",
                "a*b*c axxbyy false",
                "a***b a/x/b true",
                "v1.* v1x0 false",
                "v1.* v1.0 true",
                "a? ab false",
                "[ab] a false",
                "regex:a|b a true",
                "regex:a|b b true",
                "regex:a|b xa false",
                "regex:a|b bx false",
                "regex:a|b ab false",
                "regex:(?i)MAIN main true",
                "regex:^a|b$ xa false",
                "regex:refs/tags/v[0-9]+(\\.[0-9]+)* refs/tags/v1.4.0 true",
                "regex:refs/tags/v[0-9]+(\\.[0-9]+)* refs/tags/v1.4. false",
                "regex:[0-9a-f]{40} 0123456789012345678901234567890123456789 true",
                "regex:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} 01234567-89ab-cdef-0123-456789abcdef true",
            })
    void value_matchesAsAWhole(String wanted, String claimed, boolean expected) {
        assertThat(match(wanted).matches(claimed)).isEqualTo(expected);
    }

    @Test
    void regexOverLines_doesNotMatchOneOfThem() {
        assertThat(match("regex:main").matches("main\nevil")).isFalse();
        assertThat(match("regex:(?m)^main$").matches("evil\nmain")).isFalse();
        assertThat(match("regex:main.*").matches("main\nevil")).isFalse();
    }

    @Test
    void emptyClaim_isMatchedByStarsOnly() {
        assertThat(match("**").matches("")).isTrue();
        assertThat(match("a*").matches("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "regex:(a*)*b",
                "regex:(a|a)*b",
                "regex:(a+a+)+b",
                "regex:((a{5}){5}){5}b",
                "regex:(.*)*(.*)*(.*)*b",
                "a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b",
                "a**a**a**a**a**a**a**a**a**a**a**a**b",
            })
    void expensivePattern_costsNoMoreThanItsLength(String pattern) {
        Match match = match(pattern);
        String longest = "a".repeat(16 * 1024);

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThat(match.matches(longest)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "regex:(((a{1000}){1000}){1000})",
                "regex:((((((((a{9}){9}){9}){9}){9}){9}){9}){9})",
                "regex:(a{1,1000}){1,1000}",
                "regex:(a{0,1000}){1000,}",
                "regex:((a{99999999999999999999}){1000}){1000}",
                "regex:(\\pL{100}){25}",
            })
    void regexThatGrows_isRefusedBeforeItDoes(String pattern) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThat(read("ref", pattern)).isEmpty());
        assertThat(problems.list()).singleElement().satisfies(problem -> assertThat(problem.what())
                .contains("too large"));
    }

    @Test
    void longRegex_isRefused() {
        assertThat(read("ref", "regex:" + "a".repeat(200))).isPresent();
        assertThat(read("ref", "regex:" + "a".repeat(201))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"regex:(", "regex:a{1001}", "regex:(?=a)a", "regex:(a)\\1", "regex:[z-a]", "regex:*"})
    void brokenRegex_isRefused(String pattern) {
        assertThatCode(() -> assertThat(read("ref", pattern)).isEmpty()).doesNotThrowAnyException();
        assertThat(problems.count()).isEqualTo(1);
    }

    @Test
    void flag_isTrueOrFalse() {
        assertThat(read("fork", "false")).isPresent();
        assertThat(read("fork", "true")).isPresent();
        assertThat(read("fork", "no")).isEmpty();
        assertThat(read("fork", "**")).isEmpty();
        assertThat(read("event", "no")).isPresent();
    }

    private Match match(String wanted) {
        return read("ref", wanted).orElseThrow();
    }

    private Optional<Match> read(String claim, String wanted) {
        return Match.read(claim, new Text(new Place("test.yml", 1, 1), wanted), problems);
    }
}
