package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.maven.OverlayRepository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The scenario of a goal that we don't know: it is served at its destination, and stopped elsewhere. */
final class SomebodysPlugin {
    private static final String ARTIFACT = "trial-publisher";
    private static final String GOAL = "io.github.jitcredentials:" + ARTIFACT + ":publish";

    private static final String POM = """
            <project><modelVersion>4.0.0</modelVersion><groupId>io.github.jitcredentials</groupId>
            <artifactId>trial-publisher</artifactId><version>1</version><packaging>maven-plugin</packaging></project>
            """;

    private static final String DESCRIPTOR = """
            <plugin><groupId>io.github.jitcredentials</groupId><artifactId>trial-publisher</artifactId><version>1</version>
            <goalPrefix>trial-publisher</goalPrefix><mojos><mojo><goal>publish</goal>
            <implementation>io.github.jitcredentials.maven.PublishMojo</implementation><language>java</language>
            <instantiationStrategy>per-lookup</instantiationStrategy><requiresProject>true</requiresProject>
            <parameters>
            <parameter><name>session</name><type>org.apache.maven.execution.MavenSession</type></parameter>
            <parameter><name>url</name><type>java.lang.String</type></parameter>
            <parameter><name>file</name><type>java.io.File</type></parameter>
            </parameters>
            <configuration><session default-value="${session}"/><url>${publish.url}</url><file default-value="${project.file}"/>
            </configuration>
            <requirements><requirement><role>org.eclipse.aether.RepositorySystem</role><field-name>system</field-name>
            </requirement></requirements></mojo></mojos></plugin>
            """;

    private SomebodysPlugin() {}

    static void guarded(Scene scene) throws IOException {
        publish(Stage.repository());
        Path project = scene.project();
        String own = scene.ground().repository().url() + "/published";

        assertThat(publish(scene, project, own).output()).contains("BUILD SUCCESS", "proven dead");
        assertThat(scene.ground().uploads())
                .isNotEmpty()
                .allMatch(upload -> upload.status() == 201 && upload.path().startsWith("/published/"));
        DeployIT.assertAllRevoked(scene.ground(), 1);

        try (Witness elsewhere = Witness.at("127.0.0.2")) {
            assertThat(publish(scene, project, elsewhere.url()).output())
                    .contains(
                            "BUILD FAILURE",
                            "jit-credentials: server \"releases\" goes to " + elsewhere.url(),
                            "stopped before anything was sent there");
            assertThat(elsewhere.seen()).isEmpty();
        }
        DeployIT.assertAllRevoked(scene.ground(), 2);
    }

    private static InnerBuild publish(Scene scene, Path project, String url) {
        return scene.run(
                project,
                "-N",
                "io.github.jitcredentials:" + ARTIFACT + ":1:publish",
                "-Djit-credentials.guardedGoals=deploy:deploy," + GOAL,
                "-Dpublish.url=" + url);
    }

    private static synchronized void publish(OverlayRepository repository) throws IOException {
        Path directory = Stage.directory(ARTIFACT);
        Path jar = directory.resolve("plugin.jar");
        String mojo = PublishMojo.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream in = PublishMojo.class.getResourceAsStream("PublishMojo.class")) {
            out.putNextEntry(new JarEntry("META-INF/maven/plugin.xml"));
            out.write(DESCRIPTOR.getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new JarEntry(mojo));
            in.transferTo(out);
        }
        repository.put(ARTIFACT, "1", "jar", jar);
        repository.put(ARTIFACT, "1", "pom", Files.writeString(directory.resolve("pom.xml"), POM));
    }
}
