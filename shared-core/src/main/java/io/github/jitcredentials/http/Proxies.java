package io.github.jitcredentials.http;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which requests go through a proxy. This machine's own addresses never do. Immutable. */
public final class Proxies {
    private final Map<String, Origin> byScheme;
    private final List<String> direct;

    private Proxies(Map<String, Origin> byScheme, List<String> direct) {
        this.byScheme = Map.copyOf(byScheme);
        this.direct = List.copyOf(direct);
    }

    public static Proxies none() {
        return new Proxies(Map.of(), List.of());
    }

    /**
     * One proxy for everything.
     *
     * @param proxy {@code http://host:port}; the tunnel through it is end-to-end TLS
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Proxies through(URI proxy) {
        if (!"http".equalsIgnoreCase(proxy.getScheme()) || proxy.getHost() == null || proxy.getPort() < 1) {
            throw new IllegalArgumentException("a proxy is written as http://host:port");
        }
        if (proxy.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a proxy that wants a password is not supported");
        }
        Origin origin = new Origin("http", proxy.getHost().toLowerCase(Locale.ROOT), proxy.getPort());
        return new Proxies(Map.of("http", origin, "https", origin), List.of());
    }

    /**
     * The JDK's own settings: {@code https.proxyHost}, {@code https.proxyPort} (443), {@code http.proxyHost}, {@code
     * http.proxyPort} (80), {@code http.nonProxyHosts} for both.
     *
     * @param properties the system properties
     */
    public static Proxies of(Map<String, String> properties) {
        Map<String, Origin> found = new HashMap<>();
        for (String scheme : List.of("http", "https")) {
            String host = properties.getOrDefault(scheme + ".proxyHost", "").strip();
            String port = properties.getOrDefault(scheme + ".proxyPort", "").strip();
            if (!host.isEmpty()) {
                int number = port.matches("\\d{1,5}") ? Integer.parseInt(port) : scheme.equals("https") ? 443 : 80;
                found.put(scheme, new Origin("http", host.toLowerCase(Locale.ROOT), number));
            }
        }
        String direct = properties.getOrDefault("http.nonProxyHosts", "").toLowerCase(Locale.ROOT);
        return new Proxies(
                found, direct.isBlank() ? List.of() : List.of(direct.strip().split("\\|")));
    }

    Optional<Origin> forTarget(String scheme, String host) {
        String target = host.toLowerCase(Locale.ROOT);
        if (Origin.isLoopback(target) || direct.stream().anyMatch(pattern -> matches(pattern, target))) {
            return Optional.empty();
        }
        return Optional.ofNullable(byScheme.get(scheme));
    }

    /** Whether a host is one of the proxies. */
    boolean include(String host) {
        return byScheme.values().stream().anyMatch(proxy -> proxy.host().equalsIgnoreCase(host));
    }

    /** {@code *} stands at the beginning, at the end, or both, as the JDK reads it. */
    private static boolean matches(String pattern, String host) {
        boolean open = pattern.startsWith("*");
        boolean end = pattern.endsWith("*") && pattern.length() > 1;
        String middle = pattern.substring(open ? 1 : 0, pattern.length() - (end ? 1 : 0));
        if (open && end) {
            return host.contains(middle);
        }
        return open ? host.endsWith(middle) : end ? host.startsWith(middle) : host.equals(middle);
    }

    /** For people: no proxy holds a password here. */
    @Override
    public String toString() {
        return byScheme.isEmpty() ? "no proxy" : "proxies " + byScheme.values();
    }
}
