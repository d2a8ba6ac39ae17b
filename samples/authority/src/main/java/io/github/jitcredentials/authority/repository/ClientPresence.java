package io.github.jitcredentials.authority.repository;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Whether the process at the other end of a connection is still there.
 *
 * <p>The JDK's server shows that only to who reads or writes, and a held upload does neither. Linux tells it in its
 * table of connections: the state of our end leaves ESTABLISHED as soon as the other end is closed or killed. Elsewhere
 * a client is taken to be present.
 */
final class ClientPresence {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";

    private ClientPresence() {}

    static boolean of(InetSocketAddress client, int ourPort) {
        String ours = port(ourPort);
        String theirs = port(client.getPort());
        boolean known = false;
        for (Path table : TABLES) {
            try {
                for (String line : Files.readAllLines(table)) {
                    String[] columns = line.strip().split(" +");
                    if (columns.length > 3 && columns[1].endsWith(ours) && columns[2].endsWith(theirs)) {
                        return columns[3].equals(ESTABLISHED);
                    }
                }
                known = true;
            } catch (IOException e) {
                // not Linux, or not for us to see
            }
        }
        return !known;
    }

    private static String port(int number) {
        return String.format(Locale.ROOT, ":%04X", number);
    }
}
