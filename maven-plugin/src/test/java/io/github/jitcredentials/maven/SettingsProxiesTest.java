package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.maven.settings.Proxy;
import org.junit.jupiter.api.Test;

class SettingsProxiesTest {
    private static Proxy proxy(String protocol, String host, int port) {
        Proxy proxy = new Proxy();
        proxy.setProtocol(protocol);
        proxy.setHost(host);
        proxy.setPort(port);
        return proxy;
    }

    @Test
    void noProxy_nothing() {
        assertThat(SettingsProxies.properties(List.of())).isEmpty();
    }

    @Test
    void oneForHttp_servesHttpsToo() {
        Proxy proxy = proxy("http", "proxy.example.com", 3128);
        proxy.setNonProxyHosts("*.example.com|localhost");

        assertThat(SettingsProxies.properties(List.of(proxy)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "http.proxyHost", "proxy.example.com",
                        "http.proxyPort", "3128",
                        "https.proxyHost", "proxy.example.com",
                        "https.proxyPort", "3128",
                        "http.nonProxyHosts", "*.example.com|localhost"));
    }

    @Test
    void firstActiveOfEachProtocol_counts() {
        Proxy off = proxy("https", "off.example.com", 1);
        off.setActive(false);

        assertThat(SettingsProxies.properties(List.of(
                        off,
                        proxy("HTTPS", "a.example.com", 1),
                        proxy("https", "b.example.com", 2),
                        proxy("http", "c.example.com", 3))))
                .containsEntry("https.proxyHost", "a.example.com")
                .containsEntry("http.proxyHost", "c.example.com");
    }
}
