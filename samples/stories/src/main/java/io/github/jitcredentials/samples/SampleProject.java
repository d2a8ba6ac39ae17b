package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Copies a sample to a place of its own and fills in where the trial's servers are: {@code @NAME@} in its text. */
final class SampleProject {
    private SampleProject() {}

    static void copy(Path sample, Path to, Map<String, String> values) {
        try (Stream<Path> files = Files.walk(sample)) {
            for (Path file : files.filter(file -> !inTarget(sample, file)).toList()) {
                Path copy = to.resolve(sample.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.writeString(copy, filled(Files.readString(file), values));
                    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean inTarget(Path sample, Path file) {
        return Stream.iterate(file, f -> !f.equals(sample), Path::getParent)
                .anyMatch(f -> f.getFileName().toString().equals("target"));
    }

    private static String filled(String text, Map<String, String> values) {
        String out = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            out = out.replace("@" + value.getKey() + "@", value.getValue());
        }
        return out;
    }
}
