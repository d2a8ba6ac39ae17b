package io.github.jitcredentials.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the launcher, a shell script, did to the environment for our JVM's sake, undone. */
final class Launcher {
    private static final String KEPT = "JITC_KEPT_";

    /** The launcher gives our JVM a locale; whoever has one has it kept. */
    private static final String LOCALE = "LC_ALL";

    /** Set by the launcher: which of the standard streams were closed. */
    private static final String CLOSED = "jitc.closed";

    /** Set by the launcher: where it lies. */
    private static final String PATH = "jitc.launcher";

    private Launcher() {}

    /** What starts jitc again: the launcher that started this process, else the one beside its jars, else whatever PATH has. */
    static String path(Surroundings around) {
        String said = System.getProperty(PATH, "");
        if (!said.isEmpty()) {
            return said;
        }
        Path jar = Path.of(System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0]);
        Path beside =
                around.directory().resolve(jar).resolveSibling("../bin/jitc").normalize();
        return Files.isExecutable(beside) ? beside.toString() : "jitc";
    }

    /** The folder that holds jitc's {@code lib}. */
    static Path folder(Surroundings around) {
        Path jar = Path.of(System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0]);
        return around.directory().resolve(jar).resolveSibling("..").normalize();
    }

    /** Changes the environment in place, so that what nobody touches stays as it was, byte for byte. */
    static void undo(Map<String, String> environment) {
        if (System.getProperty(CLOSED) == null) {
            return;
        }
        Map<String, String> kept = new HashMap<>();
        environment.remove(LOCALE);
        environment.forEach((name, value) -> {
            if (name.startsWith(KEPT)) {
                kept.put(name, value);
            }
        });
        kept.forEach((name, value) -> {
            environment.remove(name);
            environment.put(name.substring(KEPT.length()), value);
        });
    }

    /** Whether a stream was closed when the launcher started, which had to put something there for the JVM. */
    static boolean foundClosed(int stream) {
        return System.getProperty(CLOSED, "").indexOf('0' + stream) >= 0;
    }
}
