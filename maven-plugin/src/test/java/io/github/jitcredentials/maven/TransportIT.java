package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each Maven's HTTP client really sends, and to whom. */
class TransportIT {
    private static final String EACH = "io.github.jitcredentials.maven.Stage#each";

    private Witness here;
    private Witness elsewhere;

    @BeforeEach
    void open() throws IOException {
        here = Witness.at("127.0.0.1");
        elsewhere = Witness.at("127.0.0.2");
    }

    @AfterEach
    void close() {
        here.close();
        elsewhere.close();
    }

    private InnerBuild deploy(Ground ground, String version, Path project, String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "deploy";
        arguments[1] = "-Drepository.url=" + here.url();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return ground.run(version, project, arguments);
    }

    @Tag("thorough")
    @ParameterizedTest
    @MethodSource(EACH)
    void aServerInTheSettings_givesWayButForItsOwnHeaders(String version) throws IOException {
        try (Ground ground = Ground.open("settings " + version)) {
            Path project = ground.project(here.url());
            Files.writeString(
                    project.resolve("settings.xml"),
                    "<settings><servers><server><id>releases</id><username>old</username><password>stored</password>"
                            + "<configuration><httpHeaders><property><name>X-Trace</name><value>own</value></property>"
                            + "<property><name>authorization</name><value>Bearer stored</value></property>"
                            + "</httpHeaders></configuration></server></servers></settings>");
            InnerBuild build = deploy(ground, version, project, "-s", "settings.xml");

            assertThat(build.output()).contains("BUILD SUCCESS");
            assertThat(here.seen()).isNotEmpty().allSatisfy(request -> {
                assertThat(request.authorization()).startsWith("Bearer ").doesNotContain("stored");
                assertThat(request.trace()).isEqualTo("own");
            });
            DeployIT.assertAllRevoked(ground, 1);
        }
    }

    @ParameterizedTest
    @MethodSource(EACH)
    void redirectedElsewhere_theCredentialStaysHome(String version) throws IOException {
        try (Ground ground = Ground.open("redirected " + version)) {
            Path project = ground.project(here.url());
            assertStaysHome(ground, version, project, "GET", 302);
            assertStaysHome(ground, version, project, "PUT", 307);
            DeployIT.assertAllRevoked(ground, 2);
        }
    }

    @Tag("thorough")
    @Test
    void redirectedElsewhereUnderWagon_theCredentialStaysHome() throws IOException {
        try (Ground ground = Ground.open("redirected wagon")) {
            Path project = ground.project(here.url());
            assertStaysHome(ground, "3.9.16", project, "GET", 301, "-Dmaven.resolver.transport=wagon");
            assertStaysHome(ground, "3.9.16", project, "PUT", 302, "-Dmaven.resolver.transport=wagon");
        }
    }

    private void assertStaysHome(
            Ground ground, String version, Path project, String method, int status, String... more) {
        here.redirect(method, status, elsewhere);
        here.forget();
        deploy(ground, version, project, more);

        assertThat(here.seen())
                .as("what was redirected carried the credential")
                .anyMatch(request -> request.status() == status && !request.carriesNothing());
        assertThat(elsewhere.seen()).as(status + " to " + method).allMatch(Witness.Seen::carriesNothing);
    }

    @ParameterizedTest
    @MethodSource(EACH)
    void anotherDestination_nothingIsMinted(String version) throws IOException {
        try (Ground ground = Ground.open("elsewhere " + version)) {
            Path project = ground.project(here.url());
            InnerBuild build = deploy(
                    ground, version, project, "-DaltDeploymentRepository=releases::" + elsewhere.url() + "/repo");

            assertThat(build.output())
                    .contains("jit-credentials: server \"releases\" uploads to " + elsewhere.url() + "/repo, but "
                            + "\"deploy\" is for " + here.url() + "/: nothing is minted for it");
            assertThat(elsewhere.seen()).isNotEmpty().allMatch(Witness.Seen::carriesNothing);
            assertThat(ground.authority().grants()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(EACH)
    void inParallelWithDebugOutput_noTraceOfTheCredential(String version) throws IOException {
        try (Ground ground = Ground.open("canary " + version)) {
            Path project = ground.project(here.url());
            LeakCanary early = new LeakCanary();
            Secret identity = Secret.of(
                    Files.readString(ground.authority().ci().orElseThrow().idTokenFile()));
            AtomicReference<AssertionError> leak = new AtomicReference<>();
            // Any token will do to see that no process carries one: all of the sample's are of one kind and one way.
            here.whileUploading(() -> here.seen().stream()
                    .filter(request -> !request.carriesNothing())
                    .findFirst()
                    .ifPresent(request -> {
                        try {
                            early.watch(token(request)).assertCleanProcesses();
                        } catch (AssertionError e) {
                            leak.set(e);
                        }
                    }));
            InnerBuild build = deploy(ground, version, project, "-T2", "-X", "-DdeployAtEnd=false");

            assertThat(build.output()).contains("BUILD SUCCESS", "all proven dead");
            assertThat(leak.get()).isNull();
            LeakCanary canary = new LeakCanary();
            here.seen().stream()
                    .filter(request -> !request.carriesNothing())
                    .forEach(request -> canary.watch(token(request)));
            canary.watch(identity);
            canary.assertAwake();
            canary.assertClean(project, ground.home());
            DeployIT.assertAllRevoked(ground, 3);
        }
    }

    private static Secret token(Witness.Seen request) {
        return Secret.of(String.valueOf(request.authorization()).replaceFirst("^Bearer ", ""));
    }
}
