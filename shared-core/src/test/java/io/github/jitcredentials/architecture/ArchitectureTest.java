package io.github.jitcredentials.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Ordinary test methods, as Surefire has been seen to skip ArchUnit's own kind in silence. */
class ArchitectureTest {
    private static final String ROOT = "io.github.jitcredentials";
    private static final House HOUSE = new House(ROOT, Path.of("src/main/java"));
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages(ROOT);

    @Test
    void the_classes_looked_at_are_the_cores() {
        assertThat(CORE.contain(ROOT + ".model.Secret")).isTrue();
        assertThat(CORE.contain(ROOT + ".architecture.ArchitectureTest")).isFalse();
    }

    @Test
    void every_package_has_its_floor() {
        Set<String> found = new TreeSet<>();
        for (JavaPackage room : CORE.getPackage(ROOT).getSubpackages()) {
            found.add(room.getRelativeName());
        }
        assertThat(House.FLOORS.keySet()).containsAll(found);
    }

    @Test
    void imports_go_down_only() {
        HOUSE.importsGoDownOnly().check(CORE);
    }

    @Test
    void the_model_is_plain_java() {
        HOUSE.modelIsPlainJava().check(CORE);
    }

    @Test
    void policy_sees_no_secret() {
        HOUSE.policySeesNoSecret().check(CORE);
    }

    @Test
    void only_http_opens_connections() {
        HOUSE.onlyHttpConnects().check(CORE);
    }

    @Test
    void only_policy_compiles_patterns_of_users() {
        HOUSE.onlyPolicyCompilesPatterns().check(CORE);
    }

    @Test
    void the_environment_is_read_by_the_frontend_only() {
        HOUSE.environmentComesIn().check(CORE);
    }

    @Test
    void nothing_logs() {
        HOUSE.nothingLogs().check(CORE);
    }

    @Test
    void names_say_what_a_thing_is() {
        HOUSE.namesSayWhatAThingIs().check(CORE);
    }

    @Test
    void secrets_are_no_strings() {
        HOUSE.secretsAreNoStrings().check(CORE);
    }

    @Test
    void packages_are_null_marked() {
        HOUSE.packagesAreNullMarked().check(CORE);
    }
}
