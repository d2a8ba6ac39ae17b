package io.github.jitcredentials.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/** Another process that appends to a log: arguments are its path and how many events. */
final class AuditWriterMain {
    private AuditWriterMain() {}

    public static void main(String[] arguments) {
        AuditLocation location = AuditLocation.of(Path.of(arguments[0]), List.of());
        try (FileAuditLog log = FileAuditLog.open(location, new SecureRandom())) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                log.append(AuditSamples.numbered(i));
            }
        }
    }

    static Process start(Path file, int events) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditWriterMain.class.getName(),
                        file.toString(),
                        String.valueOf(events))
                .redirectErrorStream(true)
                .start();
    }
}
