package io.github.jitcredentials.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One real exchange with ourselves: the surest way to load every class that the next one needs. */
final class WarmUp {
    private static final int LIMIT_MILLIS = 2000;
    private static final byte[] ANSWER = """
            HTTP/1.1 200 OK\r
            Content-Type: application/json\r
            Content-Length: 2\r
            Connection: close\r
            \r
            {}""".getBytes(StandardCharsets.US_ASCII);

    private WarmUp() {}

    static void exchange(Web web) throws IOException, WebFailure {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            server.setSoTimeout(LIMIT_MILLIS);
            Thread answering = new Thread(() -> answer(server), "jit-credentials-warm-up");
            answering.setDaemon(true);
            answering.start();
            web.send(Request.form(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
                    .field("warm", "up"));
        }
    }

    private static void answer(ServerSocket server) {
        try (Socket peer = server.accept()) {
            peer.setSoTimeout(LIMIT_MILLIS);
            InputStream in = peer.getInputStream();
            StringBuilder seen = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                seen.append((char) c);
                if (seen.toString().endsWith("\r\n\r\nwarm=up") || seen.length() > 4096) {
                    break;
                }
            }
            peer.getOutputStream().write(ANSWER);
        } catch (IOException e) {
            // The other end sees a connection that breaks, and gives up.
            return;
        }
    }
}
