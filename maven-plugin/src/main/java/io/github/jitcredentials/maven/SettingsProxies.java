package io.github.jitcredentials.maven;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.maven.settings.Proxy;

/**
 * The proxies of {@code settings.xml} in the words of Java's system properties. As in Maven's resolver, the first active one
 * of a protocol counts, and one for http serves https where there is none for that.
 */
final class SettingsProxies {
    private SettingsProxies() {}

    static Map<String, String> properties(List<Proxy> proxies) {
        Map<String, String> out = new LinkedHashMap<>();
        for (String scheme : List.of("https", "http")) {
            proxies.stream()
                    .filter(Proxy::isActive)
                    .filter(proxy ->
                            scheme.equals(String.valueOf(proxy.getProtocol()).toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .ifPresent(proxy -> put(out, scheme, proxy));
        }
        if (!out.containsKey("https.proxyHost") && out.containsKey("http.proxyHost")) {
            out.put("https.proxyHost", out.get("http.proxyHost"));
            out.put("https.proxyPort", out.get("http.proxyPort"));
        }
        return out;
    }

    private static void put(Map<String, String> out, String scheme, Proxy proxy) {
        out.put(scheme + ".proxyHost", proxy.getHost());
        out.put(scheme + ".proxyPort", Integer.toString(proxy.getPort()));
        if (proxy.getNonProxyHosts() != null) {
            out.put("http.nonProxyHosts", proxy.getNonProxyHosts());
        }
    }
}
