package io.github.jitcredentials.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Each rule is seen to be broken, by the class made for it and by no other. */
class BrokenHouseTest {
    private static final String ROOT = "io.github.jitcredentials.architecture.broken";
    private static final House HOUSE = new House(ROOT, Path.of("src/test/java"));
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(ROOT);
    private static final Set<String> SEEN = new TreeSet<>();

    @Test
    void an_import_upwards_is_found() {
        breaks("importsGoDownOnly", "model must not know policy", "KnowsPolicy");
    }

    @Test
    void an_import_of_a_neighbour_is_found() {
        breaks("importsGoDownOnly", "policy must not know http", "KnowsNeighbour");
    }

    @Test
    void an_import_down_a_way_that_is_shut_is_found() {
        breaks("importsGoDownOnly", "issuer must not know policy", "AsksPolicy");
    }

    @Test
    void a_package_without_a_floor_is_found() {
        breaks("importsGoDownOnly", "lives in \"cellar\", which has no floor", "Hidden");
    }

    @Test
    void a_model_that_needs_a_library_is_found() {
        breaks("modelIsPlainJava", "com.fasterxml.jackson", "NeedsJackson");
    }

    @Test
    void a_policy_that_sees_a_secret_is_found() {
        breaks("policySeesNoSecret", "broken.model.Secret", "SeesSecret");
    }

    @Test
    void a_connection_beside_http_is_found() {
        breaks("onlyHttpConnects", "java.net.Socket", "Connects");
        breaks("onlyHttpConnects", "JWKSet.load", "Fetches");
    }

    @Test
    void a_pattern_that_is_no_literal_is_found() {
        breaks("onlyPolicyCompilesPatterns", "Pattern.compile", "CompilesPattern.pattern()");
        breaks("onlyPolicyCompilesPatterns", "Pattern.compile", "CompilesPattern.anchored()");
        breaks("onlyPolicyCompilesPatterns", "String.matches", "MatchesString");
        assertThatThrownBy(() -> HOUSE.onlyPolicyCompilesPatterns().check(BROKEN))
                .message()
                .doesNotContain("LiteralPatterns");
    }

    @Test
    void an_environment_that_is_read_is_found() {
        breaks("environmentComesIn", "System.getenv", "ReadsEnvironment");
    }

    @Test
    void a_logger_is_found() {
        breaks("nothingLogs", "org.slf4j.Logger", "Logs");
    }

    @Test
    void a_name_that_says_nothing_is_found() {
        breaks("namesSayWhatAThingIs", "LeaseManager", "LeaseManager");
        breaks("namesSayWhatAThingIs", "DefaultLease", "DefaultLease");
        breaks("namesSayWhatAThingIs", "LeaseImpl", "LeaseImpl");
    }

    @Test
    void a_secret_that_prints_itself_is_found() {
        breaks("secretsAreNoStrings", "accessToken", "PrintsToken");
        assertThatThrownBy(() -> HOUSE.secretsAreNoStrings().check(BROKEN))
                .message()
                .doesNotContain("tokenEndpoint", "PASSWORD");
    }

    @Test
    void a_package_that_is_not_null_marked_is_found() {
        breaks("packagesAreNullMarked", "not @NullMarked", "Hidden");
    }

    @AfterAll
    static void no_rule_is_left_unbroken() {
        assertThat(SEEN)
                .isEqualTo(Arrays.stream(House.class.getDeclaredMethods())
                        .filter(method -> method.getReturnType() == ArchRule.class)
                        .map(Method::getName)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static void breaks(String rule, String how, String culprit) {
        SEEN.add(rule);
        assertThatThrownBy(() -> rule(rule).check(BROKEN))
                .isInstanceOf(AssertionError.class)
                .satisfies(error -> assertThat(error.getMessage().lines())
                        .anyMatch(line -> line.contains(how) && line.contains(culprit)));
    }

    private static ArchRule rule(String name) throws ReflectiveOperationException {
        return (ArchRule) House.class.getDeclaredMethod(name).invoke(HOUSE);
    }
}
