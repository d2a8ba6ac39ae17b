package io.github.jitcredentials.authority.http;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request as the routes see it. Used by one thread. */
public final class Request {
    /** The largest form or JSON body taken, in bytes. */
    public static final int BODY_CAP = 64 * 1024;

    private final HttpExchange exchange;

    Request(HttpExchange exchange) {
        this.exchange = exchange;
    }

    public String method() {
        return exchange.getRequestMethod();
    }

    /** The path as sent, percent-encoded. */
    public String rawPath() {
        String path = exchange.getRequestURI().getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    public InetSocketAddress from() {
        return exchange.getRemoteAddress();
    }

    /** A header that comes at most once; one that comes twice is refused, as two readers may take different ones. */
    public Optional<String> header(String name) throws RefusedException {
        List<String> values = exchange.getRequestHeaders().getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw RefusedException.invalidRequest("header " + name + " was sent more than once");
        }
        return values.stream().findFirst();
    }

    /** The parameters of the query. */
    public Form query() {
        String query = exchange.getRequestURI().getRawQuery();
        return new Form(query == null ? Map.of() : URLUtils.parseParameters(query));
    }

    /** Refuses each other method with 405. */
    public void only(String method) throws RefusedException {
        if (!method().equals(method)) {
            throw RefusedException.methodNotAllowed(method);
        }
    }

    /**
     * The parameters of a form in the body.
     *
     * @throws RefusedException 405, 400 or 413 if this is no POST of a form of at most {@link #BODY_CAP} bytes, or if
     *     anything stands in the query: tokens in a URL end up in logs
     */
    public Form form() throws RefusedException, IOException {
        only("POST");
        if (exchange.getRequestURI().getRawQuery() != null) {
            throw RefusedException.invalidRequest("parameters belong into the body, not the URL");
        }
        String type = header("Content-Type").orElse("").split(";", 2)[0].strip();
        if (!type.toLowerCase(Locale.ROOT).equals("application/x-www-form-urlencoded")) {
            throw RefusedException.invalidRequest("the body has to be application/x-www-form-urlencoded");
        }
        return new Form(URLUtils.parseParameters(text()));
    }

    /** The body as a JSON object, for POST only. */
    public Map<String, Object> json() throws RefusedException, IOException {
        only("POST");
        return Json.object(text());
    }

    /** The body as it comes in, without a cap. */
    public InputStream body() {
        return exchange.getRequestBody();
    }

    /** The token of {@code Authorization: Bearer TOKEN}. */
    public Optional<String> bearer() throws RefusedException {
        return credentials("Bearer");
    }

    /** The password of {@code Authorization: Basic base64(any:password)}. */
    public Optional<String> basicPassword() throws RefusedException {
        Optional<String> encoded = credentials("Basic");
        if (encoded.isEmpty()) {
            return encoded;
        }
        try {
            String decoded = new String(Base64.getDecoder().decode(encoded.get()), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(decoded.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<String> credentials(String scheme) throws RefusedException {
        return header("Authorization")
                .filter(value -> value.regionMatches(true, 0, scheme + " ", 0, scheme.length() + 1))
                .map(value -> value.substring(scheme.length() + 1).strip())
                .filter(value -> !value.isEmpty());
    }

    private String text() throws RefusedException, IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(BODY_CAP + 1);
        if (bytes.length > BODY_CAP) {
            throw RefusedException.of(413, "invalid_request", "the body is longer than " + BODY_CAP + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Method and path: headers and body may hold tokens. */
    @Override
    public String toString() {
        return method() + " " + rawPath();
    }
}
