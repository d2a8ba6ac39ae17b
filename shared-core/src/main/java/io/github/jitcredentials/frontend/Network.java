package io.github.jitcredentials.frontend;

import io.github.jitcredentials.http.Proxies;
import io.github.jitcredentials.http.WebSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How this process and its guardian reach the outside: proxies from the usual system properties, the certificate
 * authorities from {@code JIT_CREDENTIALS_CA_BUNDLE} where set.
 */
final class Network {
    private static final String CA_BUNDLE = "JIT_CREDENTIALS_CA_BUNDLE";

    private Network() {}

    static WebSettings settings(Map<String, String> environment, Map<String, String> properties) {
        WebSettings settings = WebSettings.standard().withProxies(Proxies.of(properties));
        String bundle = environment.getOrDefault(CA_BUNDLE, "");
        return bundle.isBlank() ? settings : settings.withCaBundle(Path.of(bundle));
    }

    /** The variables that let a process with an emptied environment reach the same places. */
    static Map<String, String> carried(Map<String, String> environment, Map<String, String> properties) {
        Map<String, String> out = new TreeMap<>();
        if (environment.containsKey(CA_BUNDLE)) {
            out.put(CA_BUNDLE, environment.getOrDefault(CA_BUNDLE, ""));
        }
        properties.forEach((name, value) -> {
            if (name.matches("https?\\.(proxyHost|proxyPort|nonProxyHosts)")) {
                out.put("JIT_CREDENTIALS_" + name.replace('.', '_'), value);
            }
        });
        return out;
    }

    /** The system properties that {@link #carried} brought. */
    static Map<String, String> properties(Map<String, String> environment) {
        Map<String, String> out = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.matches("JIT_CREDENTIALS_https?_(proxyHost|proxyPort|nonProxyHosts)")) {
                out.put(name.substring("JIT_CREDENTIALS_".length()).replace('_', '.'), value);
            }
        });
        return out;
    }
}
