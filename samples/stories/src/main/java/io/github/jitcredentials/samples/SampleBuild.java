package io.github.jitcredentials.samples;

import io.github.jitcredentials.authority.maven.OverlayRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A sample project in a place of its own, to be built with the plugin that this build has made. */
final class SampleBuild {
    private final String sample;
    private final BuildFacts build;

    /** @param sample the name of its folder, beside the other samples */
    SampleBuild(String sample, BuildFacts build) {
        this.sample = sample;
        this.build = build;
    }

    /** A new directory for one telling of a story. */
    Path place() {
        try {
            Path runs = Files.createDirectories(build.top().resolve("samples/stories/target/runs"));
            return Files.createTempDirectory(runs, sample + "-").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The project, set up for this authority and repository, and a Maven for it. */
    InnerMaven prepare(Path place, TrialGround ground) {
        Path overlay = localRepository(place);
        Path project = place.resolve("project");
        SampleProject.copy(
                build.top().resolve("samples").resolve(sample),
                project,
                Map.of(
                        "AUTHORITY",
                        ground.authorityUrl(),
                        "REPOSITORY",
                        ground.repositoryUrl(),
                        "ID_TOKEN",
                        ground.idTokenFile().toString()));
        return new InnerMaven(project, overlay, place.resolve("state"));
    }

    /** The user's own, with what this build has made laid over it. */
    Path localRepository(Path place) {
        Path overlay = place.resolve("local-repository");
        try {
            OverlayRepository repository = OverlayRepository.over(build.localRepository(), overlay);
            repository.put(
                    "jit-credentials-parent",
                    build.version(),
                    "pom",
                    build.top().resolve("pom.xml"));
            repository.publish(
                    "jit-credentials-core", build.version(), build.top().resolve("shared-core"));
            repository.publish(
                    "jit-credentials-maven-plugin", build.version(), build.top().resolve("maven-plugin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return overlay;
    }
}
