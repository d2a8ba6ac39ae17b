package io.github.jitcredentials.authority.repository;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Whether the process at the other end of a loopback connection is still there.
 *
 * <p>The JDK's server shows that only to who reads or writes, and a held upload does neither. Linux tells it in its
 * table of connections, where both ends are listed: as soon as the client is closed or killed, its end leaves
 * ESTABLISHED. (Our own end may not: the news waits behind bytes that nobody reads.) Elsewhere a client is taken to be
 * present.
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
                    // number, local address, remote address, state
                    String[] columns = line.strip().split(" +");
                    if (columns.length > 3
                            && columns[1].endsWith(theirs)
                            && columns[2].endsWith(ours)
                            && columns[3].equals(ESTABLISHED)) {
                        return true;
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
