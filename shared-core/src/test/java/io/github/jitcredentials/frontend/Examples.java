package io.github.jitcredentials.frontend;

import java.nio.file.Path;
import java.util.Objects;

/** Configurations that are right, to test with. */
final class Examples {
    static final Path FOLDER = Path.of("/srv/project");

    private Examples() {}

    static Configuration trial() {
        return read("trial.yml");
    }

    static Configuration read(String name) {
        return ConfigurationFile.read(
                () -> Objects.requireNonNull(Examples.class.getResourceAsStream("/config/good/" + name), name),
                name,
                FOLDER);
    }
}
