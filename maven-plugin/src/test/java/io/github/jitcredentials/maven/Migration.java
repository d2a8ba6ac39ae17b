package io.github.jitcredentials.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The sample whose modules migrate between acquire and revoke. */
final class Migration {
    /** The property, and the file's name. */
    static final String NAME = "migrate.token.file";

    private Migration() {}

    static Path project(Ground ground) throws IOException {
        return ground.project("maven-migrate", ground.repository().url().toString());
    }

    /** The credential files that are there now. */
    static List<Path> files(Ground ground) {
        Path rooms = ground.home().resolve("runtime/jit-credentials/files");
        if (!Files.exists(rooms)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(rooms)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .forEach(found::add);
        } catch (UncheckedIOException | IOException e) {
            throw new AssertionError("the rooms can't be looked at", e);
        }
        return found;
    }
}
