package io.github.jitcredentials.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a terminal tells our process group of its keys: proc(5), {@code /proc/self/stat}. */
final class ForegroundJob {
    private static final int PROCESS_GROUP = 2;
    private static final int TERMINALS_GROUP = 5;

    private ForegroundJob() {}

    static boolean isOurs() {
        try {
            return isForeground(Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return false;
        }
    }

    /** @param stat where the program's name, in parentheses, may hold anything */
    static boolean isForeground(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return fields[PROCESS_GROUP].equals(fields[TERMINALS_GROUP]);
    }
}
