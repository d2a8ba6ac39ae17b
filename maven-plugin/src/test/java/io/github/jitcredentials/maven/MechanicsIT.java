package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real Mavens do with the extension's session, listeners and headers, with a fake desk behind it. */
class MechanicsIT {
    private FakeTown town;
    private FakeTown elsewhere;

    static List<String> versions() {
        return Stage.versions();
    }

    @BeforeAll
    static void publishFakeDesk() throws IOException {
        Path classes = Path.of("target/test-classes");
        Path jar = Path.of("target/it/fake-desk.jar");
        Path pom = Path.of("target/it/fake-desk.pom");
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(f -> f.getFileName().toString().startsWith("FakeDesk")).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
            }
            out.putNextEntry(new JarEntry("META-INF/services/" + DeskFactory.class.getName()));
            out.write(FakeDesk.Factory.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(
                pom,
                "<project><modelVersion>4.0.0</modelVersion><groupId>io.github.jitcredentials</groupId>"
                        + "<artifactId>fake-desk</artifactId><version>1</version></project>");
        Stage.repository().put("fake-desk", "1", "jar", jar);
        Stage.repository().put("fake-desk", "1", "pom", pom);
    }

    @BeforeEach
    void open() throws IOException {
        town = new FakeTown("127.0.0.1");
        elsewhere = new FakeTown("127.0.0.2");
    }

    @AfterEach
    void close() {
        town.close();
        elsewhere.close();
    }

    private Path sample(String name) throws IOException {
        Path project = Stage.sample(name);
        Path pom = project.resolve("pom.xml");
        Files.writeString(
                pom,
                Files.readString(pom)
                        .replaceFirst(
                                "<extensions>true</extensions>",
                                "<extensions>true</extensions><dependencies><dependency>"
                                        + "<groupId>io.github.jitcredentials</groupId><artifactId>fake-desk</artifactId>"
                                        + "<version>1</version></dependency></dependencies>"));
        return project;
    }

    private InnerBuild deploy(String version, Path project, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "deploy",
                "-Drepository.url=" + town.url() + "repo/",
                "-Dfake.to=" + town.url(),
                "-Dfake.town=" + town.url()));
        arguments.addAll(List.of(more));
        InnerBuild build = InnerBuild.start(version, project, arguments);
        build.await();
        return build;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void plain_oneLeaseForEachModule(String version) throws IOException {
        InnerBuild build = deploy(version, sample("plain " + version), "-DdeployAtEnd=false");

        assertThat(build.output()).contains("BUILD SUCCESS", "deploy for releases: permitted", "3 leases", "one lease would do");
        assertThat(town.granted).hasSize(3);
        assertThat(town.live).isEmpty();
        assertThat(town.puts()).isNotEmpty().allMatch(a -> a.who().equals("live") && a.status() == 201);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void deployAtEnd_oneLease(String version) throws IOException {
        InnerBuild build = deploy(version, sample("atEnd " + version), "-T2", "-X");

        assertThat(build.output()).contains("BUILD SUCCESS", "deploy, proven dead");
        assertThat(town.granted).hasSize(1).allSatisfy(token -> assertThat(build.output()).doesNotContain(token));
        assertThat(town.live).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void parallel_oneLeaseForEachModule(String version) throws IOException {
        InnerBuild build = deploy(version, sample("parallel " + version), "-DdeployAtEnd=false", "-T2", "-Dfake.style=BASIC");

        assertThat(build.output()).contains("BUILD SUCCESS", "3 leases");
        assertThat(town.granted).hasSize(3);
        assertThat(town.live).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void failingUpload_revokedRightAfter(String version) throws IOException {
        town.fault = (method, path) -> method.equals("PUT") && path.contains("greeting-cli") ? "500" : null;
        InnerBuild build = deploy(version, sample("failing " + version), "-DdeployAtEnd=false", "-T2", "-fae");

        assertThat(build.output()).contains("BUILD FAILURE", "3 leases", "all proven dead");
        assertThat(town.live).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void otherHost_nothingMinted(String version) throws IOException {
        InnerBuild build = deploy(
                version, sample("alt " + version), "-DaltDeploymentRepository=releases::" + elsewhere.url() + "repo/");

        assertThat(build.output()).contains("BUILD FAILURE", "nothing is minted for it");
        assertThat(town.granted).isEmpty();
        assertThat(elsewhere.asked).isNotEmpty().allMatch(a -> a.who().equals("none"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void alternativeWithinBounds_minted(String version) throws IOException {
        InnerBuild build = deploy(
                version, sample("alt-in " + version), "-DaltDeploymentRepository=releases::" + town.url() + "other/");

        assertThat(build.output()).contains("BUILD SUCCESS", "deploy, proven dead");
        assertThat(town.puts()).allMatch(a -> a.path().startsWith("/other/"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void redirectedElsewhere_credentialStaysHome(String version) throws IOException {
        redirect(version, "GET", "301");
        redirect(version, "GET", "307");
        redirect(version, "PUT", "302");
        redirect(version, "PUT", "307");
    }

    @Test
    void redirectedElsewhereUnderWagon_credentialStaysHome() throws IOException {
        redirect("3.9.16", "GET", "302", "-Dmaven.resolver.transport=wagon");
        redirect("3.9.16", "PUT", "307", "-Dmaven.resolver.transport=wagon");
    }

    private void redirect(String version, String method, String status, String... more) throws IOException {
        town.fault = (m, path) -> m.equals(method) && path.startsWith("/repo") ? status + " " + elsewhere.url() : null;
        int before = town.asked.size();
        deploy(version, sample("redirect " + version), more);

        assertThat(town.asked.subList(before, town.asked.size()))
                .anyMatch(a -> a.method().equals(method) && a.who().equals("live") && a.status() == Integer.parseInt(status));
        assertThat(elsewhere.asked).as(status + " to " + method).allMatch(a -> a.who().equals("none"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void denied_failsBeforeAnythingIsBuilt(String version) throws IOException {
        Path project = sample("denied " + version);
        InnerBuild build = deploy(version, project, "-Dfake.deny");

        assertThat(build.output()).contains("BUILD FAILURE", "denied \"deploy\" for acme/app", "Nothing was issued");
        assertThat(town.asked).isEmpty();
        assertThat(project.resolve("greeting/target")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void issuerDown_nothingUploaded(String version) throws IOException {
        town.fault = (method, path) -> path.equals("/mint") ? "503" : null;
        InnerBuild build = deploy(version, sample("down " + version));

        assertThat(build.output()).contains("BUILD FAILURE", "jit-credentials: the town answered 503");
        assertThat(town.puts()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void serverInSettings_oursWins(String version) throws IOException {
        Path project = sample("settings " + version);
        Files.writeString(
                project.resolve("settings.xml"),
                "<settings><servers><server><id>releases</id><username>old</username><password>stored</password>"
                        + "</server></servers></settings>");
        InnerBuild build = deploy(version, project, "-s", "settings.xml");

        assertThat(build.output()).contains("BUILD SUCCESS");
        assertThat(town.puts()).isNotEmpty().allMatch(a -> a.who().equals("live"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void noGuardedGoal_silent(String version) throws IOException {
        Path project = sample("silent " + version);
        InnerBuild build = InnerBuild.run(version, project, "package", "-Dmaven.test.skip=true");

        assertThat(build.output()).contains("BUILD SUCCESS").doesNotContain("jit-credentials:");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void skippedUpload_nothingMinted(String version) throws IOException {
        InnerBuild build = deploy(version, sample("skip " + version), "-Dmaven.deploy.skip=true");

        assertThat(build.output()).contains("BUILD SUCCESS").doesNotContain("jit-credentials:");
        assertThat(town.asked).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void offline_mavensOwnSentence(String version) throws IOException {
        deploy(version, sample("online " + version), "-Dmaven.deploy.skip=true"); // What the sample needs is there now.
        InnerBuild build = deploy(version, sample("offline " + version), "-o");

        assertThat(build.output())
                .contains("Cannot deploy artifacts when Maven is in offline mode")
                .doesNotContain("jit-credentials:");
        assertThat(town.asked).isEmpty();
    }
}
