package io.github.jitcredentials.http;

import io.github.jitcredentials.model.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request. It knows which of its parts are secret: it prints without them, and they are cut out of whatever is
 * later quoted from the answer. Immutable.
 */
public final class Request {
    /** A header or form field. */
    record Part(String name, Secret value, boolean hidden) {}

    private final String method;
    private final URI uri;
    private final List<Part> headers;
    private final List<Part> fields;
    private final @Nullable Secret json;
    private final List<Secret> secrets;

    private Request(
            String method,
            URI uri,
            List<Part> headers,
            List<Part> fields,
            @Nullable Secret json,
            List<Secret> secrets) {
        Origin.of(uri);
        this.method = method;
        this.uri = uri;
        this.headers = List.copyOf(headers);
        this.fields = List.copyOf(fields);
        this.json = json;
        this.secrets = List.copyOf(secrets);
    }

    /** @throws IllegalArgumentException if we may not speak to the URL, see {@link Origin#of} */
    public static Request get(URI uri) {
        return new Request("GET", uri, List.of(), List.of(), null, List.of());
    }

    /** A form (RFC 6749 appendix B) whose fields follow. @throws IllegalArgumentException as {@link #get} */
    public static Request form(URI uri) {
        return new Request("POST", uri, List.of(), List.of(), null, List.of());
    }

    /** @throws IllegalArgumentException as {@link #get} */
    public static Request delete(URI uri) {
        return new Request("DELETE", uri, List.of(), List.of(), null, List.of());
    }

    /** A JSON text with nothing secret in it, sent with POST. @throws IllegalArgumentException as {@link #get} */
    public static Request openJson(URI uri, String body) {
        return new Request("POST", uri, List.of(), List.of(), Secret.of(body), List.of());
    }

    /**
     * A JSON text, hidden as a whole. What of it is secret must be named with {@link #hiding}, or answers may quote it.
     *
     * @param method for example {@code POST}
     * @throws IllegalArgumentException as {@link #get}
     */
    public static Request json(String method, URI uri, Secret body) {
        return new Request(method, uri, List.of(), List.of(), body, List.of(body));
    }

    /** @throws IllegalArgumentException if the value has more than printable ASCII in it */
    public Request header(String name, String value) {
        return withHeader(new Part(name, Secret.of(checked(name, value)), false), secrets);
    }

    /** A header that is never printed, as {@code Authorization}. What follows its scheme is hidden on its own too. */
    public Request secretHeader(String name, Secret value) {
        String text = checked(name, value.reveal());
        List<Secret> more = new ArrayList<>(secrets);
        more.add(value);
        int space = text.indexOf(' ');
        if (space >= 0 && space < text.length() - 1) {
            more.add(Secret.of(text.substring(space + 1)));
        }
        return withHeader(new Part(name, value, true), more);
    }

    /** A form field that may be printed. An empty value is not sent. */
    public Request field(String name, String value) {
        return value.isEmpty() ? this : withField(new Part(name, Secret.of(value), false), secrets);
    }

    /** A form field that is never printed. */
    public Request secretField(String name, Secret value) {
        List<Secret> more = new ArrayList<>(secrets);
        more.add(value);
        return withField(new Part(name, value, true), more);
    }

    /** Names something else that answers must not be quoted with. */
    public Request hiding(Secret secret) {
        List<Secret> more = new ArrayList<>(secrets);
        more.add(secret);
        return new Request(method, uri, headers, fields, json, more);
    }

    public String method() {
        return method;
    }

    public URI uri() {
        return uri;
    }

    List<Part> headers() {
        return headers;
    }

    List<Secret> secrets() {
        return secrets;
    }

    /** The body's media type; null where there is none. */
    @Nullable
    String contentType() {
        return json != null ? "application/json" : method.equals("POST") ? "application/x-www-form-urlencoded" : null;
    }

    /** The body as it is sent; empty where there is none. Never print it. */
    byte[] body() {
        String text = json != null
                ? json.reveal()
                : fields.stream()
                        .map(field -> encode(field.name()) + "="
                                + encode(field.value().reveal()))
                        .collect(Collectors.joining("&"));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The URL for people: no query, which may hold what is nobody's business. */
    String place() {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return Origin.of(uri) + (path.equals("/") ? "" : path);
    }

    /** Method and URL. */
    @Override
    public String toString() {
        return method + " " + place();
    }

    private Request withHeader(Part header, List<Secret> newSecrets) {
        List<Part> more = new ArrayList<>(headers);
        more.add(header);
        return new Request(method, uri, more, fields, json, newSecrets);
    }

    private Request withField(Part field, List<Secret> newSecrets) {
        List<Part> more = new ArrayList<>(fields);
        more.add(field);
        return new Request(method, uri, headers, more, json, newSecrets);
    }

    /** A line break in a header would start another header: refused, without repeating the value. */
    private static String checked(String name, String value) {
        if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("header " + name + " holds more than printable ASCII");
        }
        return value;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
