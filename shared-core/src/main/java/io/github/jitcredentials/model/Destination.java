package io.github.jitcredentials.model;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a credential may go, and nowhere else: scheme, host, port and path prefix. Plain http is accepted only for loopback
 * addresses.
 *
 * @param uri absolute, lower-case scheme and host, explicit port, path ending in a slash, nothing else
 */
public record Destination(URI uri) {
    private static final Pattern LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    public Destination {
        uri = normal(uri);
    }

    /** @throws IllegalArgumentException with a sentence for the user, if the text is no destination */
    public static Destination parse(String text) {
        try {
            return new Destination(URI.create(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getCause() == null ? e.getMessage() : "\"" + text + "\" is not a URL", e);
        }
    }

    /** Whether a request to {@code target} stays inside. Never throws; what can't be understood is outside. */
    public boolean covers(URI target) {
        URI other;
        try {
            other = normal(target);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return uri.getScheme().equals(other.getScheme())
                && uri.getHost().equals(other.getHost())
                && uri.getPort() == other.getPort()
                && other.getPath().startsWith(uri.getPath());
    }

    @Override
    public String toString() {
        return uri.toString();
    }

    private static URI normal(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || host.isEmpty()) {
            throw new IllegalArgumentException("\"" + uri + "\" is not an http(s) URL with a host");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a destination has no user, query or fragment");
        }
        if (scheme.equals("http") && !isLoopback(host)) {
            throw new IllegalArgumentException("\"" + uri + "\" is plain http: use https beyond this machine");
        }
        int port = uri.getPort() != -1 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        String path = uri.getRawPath() == null ? "/" : uri.getRawPath();
        // An encoded dot or slash could mean another directory to the server than to us: not ours to guess.
        String lower = path.toLowerCase(Locale.ROOT);
        if (lower.contains("%2e") || lower.contains("%2f") || lower.contains("%5c") || lower.contains("\\")) {
            throw new IllegalArgumentException("\"" + uri + "\" hides dots or slashes in its path");
        }
        URI plain = URI.create(scheme + "://" + host + ":" + port + (path.endsWith("/") ? path : path + "/"));
        URI normal = plain.normalize();
        if (normal.getRawPath().contains("/../")) {
            throw new IllegalArgumentException("\"" + uri + "\" climbs above its root");
        }
        return normal;
    }

    /** Literal loopback addresses and {@code localhost} (RFC 6761 section 6.3); no name is looked up. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals("[::1]")
                || LOOPBACK.matcher(host).matches();
    }
}
