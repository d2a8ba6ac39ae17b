package io.github.jitcredentials.http;

import java.net.URI;
import java.util.Locale;

/**
 * Scheme, host and port of a URL we may speak to (RFC 6454): https anywhere, plain http to this machine only.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case; IPv6 in brackets
 * @param port never a default left out
 */
public record Origin(String scheme, String host, int port) {
    /**
     * @throws IllegalArgumentException with a sentence for the user, if the URL is not absolute http(s), has user information
     *     or a fragment, or is plain http beyond loopback
     */
    public static Origin of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || host.isEmpty()) {
            throw new IllegalArgumentException("not an http(s) URL with a host");
        }
        if (uri.getRawUserInfo() != null) {
            // Not echoed: it may be a password.
            throw new IllegalArgumentException("a URL with a user or password in it is not accepted");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("\"" + uri + "\" has a fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535) {
            throw new IllegalArgumentException("\"" + uri + "\" has no usable port");
        }
        Origin origin =
                new Origin(scheme, host, uri.getPort() != -1 ? uri.getPort() : scheme.equals("https") ? 443 : 80);
        if (scheme.equals("http") && !origin.isLoopback()) {
            throw new IllegalArgumentException("\"" + uri + "\" is plain http: use https beyond this machine");
        }
        return origin;
    }

    /** Reads a URL that a user wrote. @throws IllegalArgumentException with a sentence for the user */
    public static URI parse(String text) {
        URI uri;
        try {
            uri = URI.create(text.strip());
        } catch (IllegalArgumentException unreadable) {
            // Its message and cause repeat the text, which may hold a password.
            throw new IllegalArgumentException("not a URL");
        }
        of(uri);
        return uri;
    }

    /** A literal loopback address or {@code localhost} (RFC 6761 section 6.3). No name is looked up. */
    public boolean isLoopback() {
        return isLoopback(host);
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    @Override
    public String toString() {
        boolean usual = port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host + (usual ? "" : ":" + port);
    }
}
