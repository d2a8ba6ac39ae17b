package io.github.jitcredentials.torture;

import java.nio.charset.StandardCharsets;

/** What can be done to a process from outside. */
enum Signal {
    KILL,
    STOP,
    CONT,
    TERM;

    /** Sends it to a process that is there. */
    void to(long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name(), "--", Long.toString(pid))
                .redirectErrorStream(true)
                .start();
        String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill -" + name() + " " + pid + ": " + said);
        }
    }
}
