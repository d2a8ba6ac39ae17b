package io.github.jitcredentials.authority;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The client side of the tests: plain requests, nothing followed, nothing retried. */
public final class Http {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Http() {}

    /** What came back. */
    public record Answer(int status, String body, Map<String, List<String>> headers) {
        public Map<String, Object> json() {
            try {
                return JSONObjectUtils.parse(body);
            } catch (ParseException e) {
                throw new AssertionError("no JSON object: " + body, e);
            }
        }

        public List<Map<String, Object>> array() {
            try {
                return JSONArrayUtils.parse(body).stream().map(Answer::object).toList();
            } catch (ParseException e) {
                throw new AssertionError("no JSON array: " + body, e);
            }
        }

        @SuppressWarnings("unchecked")
        private static Map<String, Object> object(Object json) {
            return (Map<String, Object>) json;
        }

        public String text(String key) {
            return String.valueOf(json().get(key));
        }

        public @Nullable String header(String name) {
            List<String> values = headers.getOrDefault(name, List.of());
            return values.isEmpty() ? null : values.get(0);
        }
    }

    public static Answer get(URI base, String path, String... headers) throws IOException {
        return send(request(base, path, headers).GET());
    }

    public static Answer put(URI base, String path, byte[] body, String... headers) throws IOException {
        return send(request(base, path, headers).PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    public static Answer delete(URI base, String path, String... headers) throws IOException {
        return send(request(base, path, headers).DELETE());
    }

    public static Answer postJson(URI base, String path, String json, String... headers) throws IOException {
        return send(request(base, path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public static Answer post(URI base, String path, Map<String, String> form, String... headers) throws IOException {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        form.forEach((name, value) -> lists.put(name, List.of(value)));
        return postRaw(base, path, URLUtils.serializeParameters(lists), headers);
    }

    public static Answer postRaw(URI base, String path, String form, String... headers) throws IOException {
        return send(request(base, path, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Sends bytes as they are, and reads until the server closes the connection. */
    public static String raw(URI base, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpRequest.Builder request(URI base, String path, String... headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(10));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private static Answer send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(), response.body(), response.headers().map());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
