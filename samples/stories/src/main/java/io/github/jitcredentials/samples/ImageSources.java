package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the action's image is built of. Stories and tests build it of a copy, which is the same wherever they make it: whoever comes
 * second finds podman's cache filled.
 */
final class ImageSources {
    /** What the Dockerfile copies, and it itself. */
    private static final List<String> SOURCES = List.of(
            "Dockerfile",
            ".dockerignore",
            "LICENSE",
            "pom.xml",
            "config",
            "shared-core",
            "samples/authority",
            "github-action",
            "maven-plugin/pom.xml",
            "jenkins-plugin/pom.xml",
            "samples/stories/pom.xml",
            "samples/torture/pom.xml");

    private static final Set<String> LEFT_OUT = Set.of("target", "test", "benchmark");

    private ImageSources() {}

    /** @param top this project's root directory */
    static void copy(Path top, Path to) {
        SOURCES.stream()
                .filter(name -> Files.exists(top.resolve(name)))
                .forEach(name -> copyAll(top.resolve(name), to.resolve(name)));
    }

    /** The Dockerfile's default for one of its arguments. */
    static String argument(Path top, String name) {
        String begin = "ARG " + name + "=";
        try {
            return Files.readAllLines(top.resolve("Dockerfile")).stream()
                    .filter(line -> line.startsWith(begin))
                    .map(line -> line.substring(begin.length()))
                    .findFirst()
                    .orElseThrow(() -> new StoryFailedException("the Dockerfile names no " + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyAll(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(file -> !isLeftOut(from, file)).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLeftOut(Path from, Path file) {
        for (@Nullable Path part = file; part != null && !part.equals(from); part = part.getParent()) {
            if (LEFT_OUT.contains(part.getFileName().toString())) {
                return true;
            }
        }
        return false;
    }
}
