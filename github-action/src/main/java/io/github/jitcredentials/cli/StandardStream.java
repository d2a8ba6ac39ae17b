package io.github.jitcredentials.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a standard stream of this process is, as Linux tells it: proc(5), {@code /proc/self/fd}. */
enum StandardStream {
    IN(0),
    OUT(1),
    ERR(2);

    private final int descriptor;

    StandardStream(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Whether a person sees it at once, and nothing of it is kept. */
    boolean isTerminal() {
        String target = target();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    /** Whether what goes to both comes out in one place, so that its order matters. */
    static boolean isOneOutput() {
        String out = OUT.target();
        return !out.isEmpty() && out.equals(ERR.target());
    }

    /** Whether it was closed when the launcher started, which had to put something there for the JVM. */
    boolean wasClosed() {
        return Launcher.foundClosed(descriptor);
    }

    private String target() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(descriptor)))
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }
}
