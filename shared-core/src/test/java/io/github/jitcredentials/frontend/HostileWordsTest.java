package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.document.Text;
import io.github.jitcredentials.model.HostileText;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Task;
import io.github.jitcredentials.policy.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads in a build's log: whoever wrote a part of it, each line is one, and harmless. */
class HostileWordsTest {
    private static final String ALL = "io.github.jitcredentials.model.HostileText#all";
    private static final Advice ADVICE = new Advice("jitc explain --profile", "Nothing was uploaded.");

    @ParameterizedTest
    @MethodSource(ALL)
    void claim_isToldInADenial(HostileText hostile) {
        Configuration configuration = Examples.trial();
        Profile deploy = configuration.profile("deploy", "profile");
        Identity identity = identity(hostile);

        Decision decision =
                configuration.policy().decide(identity, deploy.request(new Task("test", "unit", new Purpose("try"))));

        assertThat(decision).isInstanceOf(Decision.Deny.class);
        List<String> lines = ADVICE.denied(decision.reasons(), "deploy", identity);
        assertThat(lines).allSatisfy(HostileText::assertHarmless);
        hostile.assertRecognisable(lines.get(0));
        assertThat(Advice.observed("rule", "deploy", identity, decision.reasons()))
                .allSatisfy(HostileText::assertHarmless);
        assertThat(decision.reasons()).allSatisfy(HostileWordsTest::assertHarmless);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void problem_isToldWhateverItsKind(HostileText hostile) {
        Problem problem = new Problem("x" + hostile.text(), hostile.text(), hostile.text());
        for (JitException e : List.of(
                new JitException.Misconfigured(problem),
                new JitException.NoIdentity(List.of(problem, problem)),
                new JitException.Unavailable(problem, Duration.ofSeconds(1), null),
                new JitException.Refused(problem, null),
                new JitException.Uncertain(problem, null),
                new JitException.NotRecorded(problem, null))) {
            assertThat(ADVICE.of(e)).allSatisfy(HostileText::assertHarmless);
            assertThat(e.getMessage().lines()).allSatisfy(HostileText::assertHarmless);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void report_isOneLine(HostileText hostile) {
        for (var outcome : Reports.OUTCOMES) {
            String line = new ReportLine("-", "goal").of(Reports.of(outcome, hostile.text()));

            HostileText.assertHarmless(line);
            hostile.assertRecognisable(line);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void nameOfARule_isReadOrRefused(HostileText hostile) throws JsonProcessingException {
        // What JSON quotes, YAML understands.
        String name = new ObjectMapper().writeValueAsString(hostile.text());

        told(() -> read(name, "refs/heads/main", "file.yml"))
                .ifPresent(e -> assertThat(ADVICE.of(e)).allSatisfy(HostileText::assertHarmless));
        told(() -> read("rule", name, "file.yml"))
                .ifPresent(e -> assertThat(ADVICE.of(e)).allSatisfy(HostileText::assertHarmless));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void nameOfAFile_isToldWithItsMistakes(HostileText hostile) {
        JitException.Misconfigured told = catchThrowableOfType(
                JitException.Misconfigured.class,
                () -> ConfigurationFile.parse("version: 2\n", "x" + hostile.text(), Path.of("/srv")));

        assertThat(ADVICE.of(told)).allSatisfy(HostileText::assertHarmless);
        assertThat(told.problems()).allSatisfy(HostileWordsTest::assertHarmless);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void setting_isToldAsItWasGiven(HostileText hostile) {
        for (Setting setting : Setting.values()) {
            RawSettings raw = new RawSettings() {
                @Override
                public Optional<String> value(Setting asked) {
                    return asked == setting ? Optional.of(hostile.text()) : Optional.empty();
                }

                @Override
                public String spelling(Setting asked) {
                    return "-D" + asked.key();
                }
            };
            told(() -> Settings.of(raw))
                    .ifPresent(e -> assertThat(ADVICE.of(e)).allSatisfy(HostileText::assertHarmless));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void quotedText_isVisible(HostileText hostile) {
        HostileText.assertHarmless(new Problem(Text.shown(hostile.text()), "", "").toString());
    }

    private static Identity identity(HostileText hostile) {
        return new Identity(
                "token-file",
                "https://ci.example.com",
                "x" + hostile.text(),
                Map.of("repository", hostile.text(), "ref", hostile.text(), "event", hostile.text()),
                Instant.parse("2026-11-22T12:00:00Z"));
    }

    private static void assertHarmless(Problem problem) {
        assertThat(problem.lines()).allSatisfy(HostileText::assertHarmless);
    }

    private static Optional<JitException> told(Runnable reading) {
        try {
            reading.run();
            return Optional.empty();
        } catch (JitException e) {
            return Optional.of(e);
        }
    }

    private static Configuration read(String rule, String ref, String file) {
        return ConfigurationFile.parse("""
                version: 1
                identity: [github-actions]
                issuers: { sso: { oauth2: { url: https://sso.example.com, client: ci } } }
                profiles:
                  p: { issuer: sso, request: { scope: a }, ttl: 5m, deliver: { env: { A_TOKEN: token } } }
                policy:
                  RULE: { permit: p, from: github-actions, when: { ref: WANTED } }
                """.replace("WANTED", ref).replace("RULE", rule), file, Path.of("/srv"));
    }
}
