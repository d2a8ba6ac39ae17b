package io.github.jitcredentials.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The least that speaks HTTP: one connection that is kept, and nothing between it and its caller. Not thread safe. */
final class BareClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final String host;

    BareClient(URI authority) throws IOException {
        socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), authority.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        host = authority.getAuthority();
    }

    /** @return the token */
    String issue(String identity) throws IOException {
        String answer = post(
                "/token",
                "grant_type=" + encoded("urn:ietf:params:oauth:grant-type:token-exchange") + "&subject_token=" + identity
                        + "&subject_token_type=" + encoded("urn:ietf:params:oauth:token-type:jwt")
                        + "&scope=repo%3Awrite&client_id=deployer");
        return answer.split("\"")[3];
    }

    void revoke(String token) throws IOException {
        post("/revoke", "token=" + token + "&token_type_hint=access_token&client_id=deployer");
    }

    boolean isActive(String token) throws IOException {
        return post("/introspect", "token=" + token + "&token_type_hint=access_token")
                .contains("true");
    }

    String post(String path, String body) throws IOException {
        return send("POST", path, "Content-Type: application/x-www-form-urlencoded\r\n", body);
    }

    /** @param headers whole lines */
    String send(String method, String path, String headers, String body) throws IOException {
        String accept = headers.contains("Accept: ") ? "" : "Accept: application/json\r\n";
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + accept + headers + "Content-Length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
