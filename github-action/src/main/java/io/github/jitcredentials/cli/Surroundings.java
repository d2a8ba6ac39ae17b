package io.github.jitcredentials.cli;

import io.github.jitcredentials.model.SuppressForbidden;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process finds around it. Prints no environment.
 *
 * @param environment its variables
 * @param directory where it was started
 * @param home the user's home directory as the system knows it, the same for all hosts of this product, whatever {@code HOME} says
 * @param in standard input
 * @param out standard output, unbuffered
 * @param err standard error, unbuffered
 */
record Surroundings(
        Map<String, String> environment,
        Path directory,
        Path home,
        InputStream in,
        OutputStream out,
        OutputStream err) {
    Surroundings {
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }

    @SuppressForbidden("the process's door to its environment")
    static Surroundings ofProcess() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        Launcher.undo(environment);
        return new Surroundings(
                environment,
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home")),
                // A file's stream asks for its length first, which a pipe has none of.
                new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
    }

    /** The same, somewhere else. */
    Surroundings in(Path other) {
        return new Surroundings(environment, other, home, in, out, err);
    }

    String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    @Override
    public String toString() {
        return "Surroundings[" + directory + "]";
    }
}
