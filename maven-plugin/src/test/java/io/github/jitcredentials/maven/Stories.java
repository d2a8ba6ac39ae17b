package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.repository.RepositoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Scenarios of the matrix that depend on Maven alone: how projects are versioned, chosen, mirrored and grow. */
final class Stories {
    private static final String CI_VERSION = "1.4.1";
    private static final int PROJECTS = 200;

    private Stories() {}

    static void snapshot(Scene scene) throws IOException {
        Path project = scene.project();
        versioned(project, "1.4.0-SNAPSHOT");
        InnerBuild build = scene.run(project, "deploy");

        assertThat(build.output()).contains("BUILD SUCCESS", "proven dead");
        assertThat(scene.ground().uploads())
                .allMatch(upload -> upload.status() == 201)
                .extracting(RepositoryEvent::path)
                .contains("/com/example/greeting/1.4.0-SNAPSHOT/maven-metadata.xml");
        DeployIT.assertAllRevoked(scene.ground(), 1);
    }

    /** Maven 4 fills in what is uploaded by itself, older ones with the flatten plugin. */
    static void revision(Scene scene) throws IOException {
        Path project = scene.project();
        versioned(project, "${revision}");
        Ground.replace(
                project.resolve("pom.xml"), "<properties>", "<properties><revision>" + CI_VERSION + "</revision>");
        if (!scene.cell().maven().startsWith("4.")) {
            Ground.replace(
                    project.resolve("pom.xml"),
                    "<build>\n    <plugins>",
                    "<build><plugins><plugin><groupId>org.codehaus.mojo</groupId>"
                            + "<artifactId>flatten-maven-plugin</artifactId><version>1.7.3</version>"
                            + "<configuration><flattenMode>resolveCiFriendliesOnly</flattenMode>"
                            + "<updatePomFile>true</updatePomFile></configuration>"
                            + "<executions><execution><phase>process-resources</phase><goals><goal>flatten</goal></goals>"
                            + "</execution></executions></plugin>");
        }
        InnerBuild build = scene.run(project, "deploy");

        assertThat(build.output()).contains("BUILD SUCCESS", "proven dead");
        assertThat(scene.ground().uploaded("com/example/greeting/" + CI_VERSION + "/greeting-" + CI_VERSION + ".pom"))
                .content()
                .contains("<version>" + CI_VERSION + "</version>")
                .doesNotContain("revision");
        DeployIT.assertAllRevoked(scene.ground(), 1);
    }

    private static void versioned(Path project, String version) throws IOException {
        for (String pom : List.of("pom.xml", "greeting/pom.xml", "greeting-cli/pom.xml")) {
            Ground.replace(project.resolve(pom), "<version>1.4.0</version>", "<version>" + version + "</version>");
        }
    }

    /** {@code -pl}, {@code -rf}, and {@code -f} from another directory: one lease each, for what was chosen. */
    static void chosen(Scene scene) throws IOException {
        Path project = scene.project();
        assertThat(scene.run(project, "deploy", "-pl", "greeting").output()).contains("BUILD SUCCESS", "proven dead");
        assertThat(uploadedModules(scene)).containsExactly("greeting");
        DeployIT.assertAllRevoked(scene.ground(), 1);

        assertThat(scene.run(project, "deploy", "-rf", ":greeting-cli").output())
                .contains("BUILD SUCCESS", "proven dead");
        assertThat(uploadedModules(scene)).containsExactly("greeting", "greeting-cli");
        DeployIT.assertAllRevoked(scene.ground(), 2);

        Path elsewhere = Files.createDirectories(scene.ground().home().resolve("elsewhere"));
        InnerBuild build = scene.run(elsewhere, "deploy", "-f", project + "/pom.xml");
        assertThat(build.output()).contains("BUILD SUCCESS", "proven dead");
        assertThat(uploadedModules(scene)).containsExactly("greeting", "greeting-cli", "greeting-parent");
        DeployIT.assertAllRevoked(scene.ground(), 3);
    }

    private static List<String> uploadedModules(Scene scene) {
        return scene.ground().uploads().stream()
                .filter(upload -> upload.status() == 201)
                .map(upload -> upload.path().replaceFirst("^/com/example/([^/]+)/.*", "$1"))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Downloads come from the mirror without a credential, and every request to mirror and repository goes through the proxy.
     * Central is off for dependencies, as Maven 4 would look there first.
     */
    static void mirrorAndProxy(Scene scene) throws IOException {
        String upstream = "trial-upstream-" + scene.cell().maven();
        try (ForwardProxy proxy = new ForwardProxy();
                Witness mirror = Witness.at("127.0.0.1")) {
            String path = "/io/github/jitcredentials/" + upstream + "/1/" + upstream + "-1.pom";
            mirror.hold(
                    path,
                    "<project><modelVersion>4.0.0</modelVersion><groupId>io.github.jitcredentials</groupId><artifactId>"
                            + upstream + "</artifactId><version>1</version><packaging>pom</packaging></project>");
            Stage.forget(upstream);
            Path project = scene.project();
            Ground.replace(
                    project.resolve("pom.xml"),
                    "<build>",
                    "<repositories><repository><id>upstream</id><url>http://127.0.0.3:9/</url></repository>"
                            + "<repository><id>central</id><url>http://127.0.0.3:9/</url>"
                            + "<releases><enabled>false</enabled></releases></repository></repositories>"
                            + "<dependencies><dependency><groupId>io.github.jitcredentials</groupId><artifactId>"
                            + upstream
                            + "</artifactId><version>1</version><type>pom</type></dependency></dependencies><build>");
            Files.writeString(
                    project.resolve("settings.xml"),
                    "<settings><proxies><proxy><id>p</id><active>true</active><protocol>http</protocol>"
                            + "<host>127.0.0.1</host><port>" + proxy.port() + "</port></proxy></proxies>"
                            + "<mirrors><mirror><id>inside</id><mirrorOf>upstream</mirrorOf><url>" + mirror.url()
                            + "</url></mirror></mirrors></settings>");
            InnerBuild build = scene.run(project, "deploy", "-s", "settings.xml");

            assertThat(build.output()).contains("BUILD SUCCESS", "proven dead");
            assertThat(mirror.seen())
                    .anyMatch(seen -> seen.path().equals(path) && seen.status() == 200)
                    .allMatch(Witness.Seen::carriesNothing);
            assertThat(proxy.carried())
                    .filteredOn(request -> request.method().equals("PUT"))
                    .hasSameSizeAs(scene.ground().uploads())
                    .isNotEmpty();
            assertThat(proxy.carried())
                    .anyMatch(request -> request.to().getPath().equals(path));
            assertThat(scene.ground().uploads()).allMatch(upload -> upload.status() == 201);
        }
        DeployIT.assertAllRevoked(scene.ground(), 1);
    }

    /** Not in parallel: two modules that end at the same moment may both think that they are the last, and upload all. */
    static void manyAtEnd(Scene scene) throws IOException {
        InnerBuild build = scene.run(grown(scene.project()), "deploy");

        assertThat(build.output()).contains("BUILD SUCCESS", "proven dead").doesNotContain("one lease would do");
        assertThat(uploadedModules(scene)).hasSize(PROJECTS);
        DeployIT.assertAllRevoked(scene.ground(), 1);
    }

    static void many(Scene scene) throws IOException {
        InnerBuild build = scene.run(grown(scene.project()), "deploy", "-T2", "-DdeployAtEnd=false");

        assertThat(build.output()).contains("BUILD SUCCESS", PROJECTS + " leases", "all proven dead");
        assertThat(build.output().lines().filter(line -> line.contains("proven dead")))
                .as("lines of the report")
                .hasSize(1);
        assertThat(uploadedModules(scene)).hasSize(PROJECTS);
        DeployIT.assertAllRevoked(scene.ground(), PROJECTS);
    }

    /** The same parent with so many modules that there are 200 projects, without code, as only uploads count here. */
    private static Path grown(Path project) throws IOException {
        StringBuilder modules = new StringBuilder();
        for (int i : IntStream.range(1, PROJECTS).toArray()) {
            String name = "module-" + i;
            modules.append("<module>").append(name).append("</module>");
            Path module = Files.createDirectories(project.resolve(name));
            Files.writeString(
                    module.resolve("pom.xml"),
                    Files.readString(project.resolve("greeting/pom.xml"))
                            .replace(
                                    "<artifactId>greeting</artifactId>",
                                    "<artifactId>" + name + "</artifactId><packaging>pom</packaging>"));
        }
        Ground.replace(project.resolve("pom.xml"), "<module>greeting</module>", modules.toString());
        Ground.replace(project.resolve("pom.xml"), "<module>greeting-cli</module>", "");
        return project;
    }
}
