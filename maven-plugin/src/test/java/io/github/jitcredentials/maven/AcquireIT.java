package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.grant.Grant;
import io.github.jitcredentials.authority.repository.RepositoryEvent;
import io.github.jitcredentials.authority.repository.UploadFault;
import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real builds of a sample whose modules run a program of their own between acquire and revoke. */
class AcquireIT {
    private static final int UNAUTHORIZED = 401;

    private static void assertRefusedFromNowOn(Ground ground) throws IOException {
        assertThat(ground.repository().replayLast()).isEqualTo(UNAUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.7", "4.0.0-rc-4"})
    void programBetweenThem_hasALeaseForEachModule(String version) throws IOException {
        try (Ground ground = Ground.open("migrate " + version)) {
            InnerBuild build = ground.run(version, Migration.project(ground), "verify", "-T2");

            assertThat(build.output())
                    .contains(
                            "BUILD SUCCESS",
                            "permit \"migrate\" for acme/app refs/heads/main (push), by token-file",
                            "acquired \"migrate\": the path is in " + Migration.NAME,
                            "migrate \u00b7 " + Migration.NAME + " \u00b7 2 leases \u00b7 longest ",
                            "all proven dead")
                    .doesNotContain("one lease would do");
            DeployIT.assertAllRevoked(ground, 2);
            assertThat(ground.uploads()).hasSize(3).allMatch(upload -> upload.status() == 201);
            assertThat(ground.uploads().stream()
                            .map(RepositoryEvent::fingerprint)
                            .distinct())
                    .hasSize(2);
            assertThat(Migration.files(ground)).isEmpty();
            assertRefusedFromNowOn(ground);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void failingGoalBetweenThem_revokedWithItsModule(String version) throws IOException {
        try (Ground ground = Ground.open("migrate fails " + version)) {
            Path project = Migration.project(ground);
            ground.repository()
                    .faults()
                    .arm(UploadFault.status(500).on(".*V2.*").times(50));
            InnerBuild build = ground.run(version, project, "verify", "-fae");

            assertThat(build.output())
                    .contains("BUILD FAILURE", "V2__shipped.sql 500", "2 leases", "all proven dead")
                    .doesNotContain("nothing to revoke");
            DeployIT.assertAllRevoked(ground, 2);
            List<Grant> grants = ground.authority().grants();
            // The failed module's lease did not wait for the end of the build.
            assertThat(grants.get(0).revokedAt().orElseThrow())
                    .isBefore(grants.get(1).issued());
            assertThat(Migration.files(ground)).isEmpty();
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ValueSource(strings = "3.8.7")
    void withoutRevoke_revokedWithItsModule(String version) throws IOException {
        try (Ground ground = Ground.open("migrate open end " + version)) {
            Path project = Migration.project(ground);
            for (String module : List.of("orders", "stock")) {
                Ground.replace(project.resolve(module + "/pom.xml"), "<goal>revoke</goal>", "<goal>help</goal>");
            }
            InnerBuild build = ground.run(version, project, "verify");

            assertThat(build.output()).contains("BUILD SUCCESS", "2 leases", "all proven dead");
            DeployIT.assertAllRevoked(ground, 2);
            assertThat(Migration.files(ground)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.7", "4.0.0-rc-4"})
    void debugOutputEffectivePomAndForks_holdNoTraceOfTheCredential(String version) throws IOException {
        try (Ground ground = Ground.open("migrate canary " + version);
                Witness witness = Witness.at("127.0.0.1")) {
            Path project = ground.project("maven-migrate", witness.url());
            Ground.replace(
                    project.resolve("orders/pom.xml"),
                    "    </plugins>",
                    "<plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-help-plugin</artifactId>"
                            + "<version>3.5.1</version><executions><execution><id>printed</id>"
                            + "<phase>integration-test</phase><goals><goal>effective-pom</goal><goal>system</goal></goals>"
                            + "</execution></executions></plugin></plugins>");
            LeakCanary early = new LeakCanary();
            List<AssertionError> leaks = new CopyOnWriteArrayList<>();
            List<String> modes = new CopyOnWriteArrayList<>();
            witness.whileUploading(() -> {
                try {
                    for (Path file : Migration.files(ground)) {
                        modes.add(mode(file.getParent().getParent()) + mode(file.getParent()) + mode(file));
                        early.watch(Secret.of(Files.readString(file)));
                    }
                    early.assertCleanProcesses();
                    early.assertClean(project);
                } catch (IOException e) {
                    modes.add(e.toString());
                } catch (AssertionError e) {
                    leaks.add(e);
                }
            });
            InnerBuild build = ground.run(version, project, "verify", "-X", "-Drepository.url=" + witness.url());

            assertThat(build.output()).contains("BUILD SUCCESS", "all proven dead", "Effective POMs");
            assertThat(leaks).isEmpty();
            assertThat(modes).hasSize(3).containsOnly("rwx------rwx------rw-------");
            LeakCanary canary = new LeakCanary();
            assertThat(witness.seen()).hasSize(3).noneMatch(Witness.Seen::carriesNothing);
            witness.seen()
                    .forEach(request -> canary.watch(
                            Secret.of(String.valueOf(request.authorization()).replaceFirst("^Bearer ", ""))));
            canary.assertAwake();
            canary.assertClean(project, ground.home());
            DeployIT.assertAllRevoked(ground, 2);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void merePlugin_isToldToBeAnExtension(String version) throws IOException {
        try (Ground ground = Ground.open("migrate no extension " + version)) {
            Path project = Migration.project(ground);
            Ground.replace(project.resolve("pom.xml"), "<extensions>true</extensions>", "");
            InnerBuild build = ground.run(version, project, "verify");

            assertThat(build.output())
                    .contains(
                            "BUILD FAILURE",
                            "jit-credentials: acquire works only where this plugin is an extension",
                            "<extensions>true</extensions>",
                            "Nothing was issued.")
                    .doesNotContain("\tat ");
            assertThat(ground.authority().grants()).isEmpty();
            assertThat(ground.uploads()).isEmpty();
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void asACoreExtension_theGoalsWorkToo(String version) throws IOException {
        try (Ground ground = Ground.open("migrate core extension " + version)) {
            Path project = Migration.project(ground);
            Ground.replace(project.resolve("pom.xml"), "<extensions>true</extensions>", "");
            Files.writeString(
                    project.resolve(".mvn/extensions.xml"),
                    "<extensions><extension><groupId>io.github.jitcredentials</groupId>"
                            + "<artifactId>jit-credentials-maven-plugin</artifactId>"
                            + "<version>1.0.0-SNAPSHOT</version></extension></extensions>");
            InnerBuild build = ground.run(version, project, "verify");

            assertThat(build.output()).contains("BUILD SUCCESS", "all proven dead");
            DeployIT.assertAllRevoked(ground, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "3.9.16")
    void mistakes_areSaidBeforeAnythingRuns(String version) throws IOException {
        try (Ground ground = Ground.open("migrate mistakes " + version)) {
            Path project = Migration.project(ground);

            assertThat(ground.run(version, project, "verify", "-D" + Migration.NAME + "=elsewhere")
                            .output())
                    .contains(
                            "BUILD FAILURE",
                            "property \"" + Migration.NAME + "\" is set already",
                            "Nothing was issued.");
            assertThat(ground.run(version, project, "verify", "-o").output())
                    .contains("BUILD FAILURE", "acquire asks an issuer, and Maven is offline");
            Ground.replace(project.resolve("orders/pom.xml"), ">migrate</profiles>", ">migrat</profiles>");
            assertThat(ground.run(version, project, "verify").output())
                    .contains("BUILD FAILURE", "<profiles>: there is no profile \"migrat\", did you mean \"migrate\"?")
                    .doesNotContain("\tat ");
            assertThat(ground.authority().grants()).isEmpty();
            assertThat(ground.uploads()).isEmpty();
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ValueSource(strings = "3.8.7")
    void skippedOrExplained_nothingIsIssued(String version) throws IOException {
        try (Ground ground = Ground.open("migrate explained " + version)) {
            Path project = Migration.project(ground);

            assertThat(ground.run(version, project, "jit-credentials:check").output())
                    .contains("BUILD SUCCESS", "file " + Migration.NAME + " (value): permit \"migrate\"");
            assertThat(ground.run(version, project, "verify", "-Djit-credentials.skip", "-Dexec.skip")
                            .output())
                    .contains("BUILD SUCCESS")
                    .doesNotContain("jit-credentials: ");
            assertThat(ground.authority().grants()).isEmpty();
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ValueSource(strings = "3.9.16")
    void severalServersAndProfiles_aLeaseForEach(String version) throws IOException {
        try (Ground ground = Ground.open("migrate several " + version)) {
            Path project = Migration.project(ground);
            Path configuration = project.resolve("jit-credentials.yml");
            String trial = "issuer: trial, request: { scope: [repo:write] }, ttl: 5m, to: \""
                    + ground.repository().url();
            Ground.replace(
                    configuration,
                    "policy:",
                    "  notes: { " + trial + "/\", deliver: { file: { notes.json: { as: json } } } }\n"
                            + "  first: { " + trial + "/first/\", deliver: { maven-server: { id: first } } }\n"
                            + "  second: { " + trial + "/second/\", deliver: { maven-server: { id: second } } }\n"
                            + "policy:");
            Ground.replace(configuration, "permit: [migrate]", "permit: [migrate, notes, first, second]");
            Path pom = project.resolve("stock/pom.xml");
            Ground.replace(pom, ">migrate</profiles>", ">migrate,notes</profiles>");
            Ground.replace(pom, "    </plugins>", upload(ground, "first") + "</plugins>");
            Ground.replace(pom, "<execution><id>first", upload(ground, "second", "<execution><id>first"));
            InnerBuild build = ground.run(version, project, "verify", "-pl", "stock");

            assertThat(build.output())
                    .contains("BUILD SUCCESS", "the path is in notes.json", "first \u00b7 ", "second \u00b7 ");
            DeployIT.assertAllRevoked(ground, 4);
            assertThat(ground.uploads().stream()
                            .map(RepositoryEvent::fingerprint)
                            .distinct())
                    .hasSize(3);
            assertThat(Migration.files(ground)).isEmpty();
        }
    }

    private static String upload(Ground ground, String server) {
        return "<plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-deploy-plugin</artifactId>"
                + "<version>3.1.4</version><executions>" + upload(ground, server, "") + "</executions></plugin>";
    }

    private static String upload(Ground ground, String server, String next) {
        return "<execution><id>" + server
                + "</id><phase>integration-test</phase><goals><goal>deploy-file</goal></goals>"
                + "<configuration><file>${project.basedir}/db/V1__stock.sql</file><groupId>com.example</groupId>"
                + "<artifactId>" + server + "</artifactId><version>1</version><packaging>sql</packaging>"
                + "<repositoryId>" + server + "</repositoryId><url>"
                + ground.repository().url() + "/" + server + "</url></configuration></execution>" + next;
    }
}
