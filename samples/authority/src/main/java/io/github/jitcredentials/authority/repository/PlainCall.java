package io.github.jitcredentials.authority.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP request: no proxy, no redirect, no secrets kept.
 *
 * <p>The old client of the JDK, as it repeats a request whose kept-alive connection turns out to be closed; the new one
 * reports that as a failure, and uploads would be refused with 503 after each half minute of silence.
 */
final class PlainCall {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 5_000;
    private static final int ANSWER_CAP = 64 * 1024;

    /** What came back, cut at 64 KB. */
    record Answer(int status, String body) {}

    private final String method;
    private final URI url;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private PlainCall(String method, URI url) {
        this.method = method;
        this.url = url;
    }

    static PlainCall of(String method, URI url) {
        return new PlainCall(method, url);
    }

    PlainCall with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    Answer send(byte[] body) throws IOException {
        if (!(url.toURL().openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection connection)) {
            throw new IOException("not an HTTP URL: " + url);
        }
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setUseCaches(false);
        headers.forEach(connection::setRequestProperty);
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] answer = in == null ? new byte[0] : in.readNBytes(ANSWER_CAP);
            return new Answer(status, new String(answer, StandardCharsets.UTF_8));
        }
    }
}
