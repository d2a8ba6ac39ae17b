package io.github.jitcredentials.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.WebFailure.Kind;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxiesTest {
    @Test
    void jdkProperties_areReadAsTheJdkDoes() {
        Proxies proxies = Proxies.of(Map.of(
                "https.proxyHost", "proxy.example.com",
                "https.proxyPort", "3128",
                "http.nonProxyHosts", "*.internal|10.*|exact.example.com"));

        assertThat(proxies.forTarget("https", "sso.example.com"))
                .contains(new Origin("http", "proxy.example.com", 3128));
        assertThat(proxies.forTarget("https", "Sso.Internal")).isEmpty();
        assertThat(proxies.forTarget("https", "10.1.2.3")).isEmpty();
        assertThat(proxies.forTarget("https", "exact.example.com")).isEmpty();
        assertThat(proxies.forTarget("http", "sso.example.com")).isEmpty();
    }

    @Test
    void loopback_isNeverProxied() {
        Proxies proxies = Proxies.through(URI.create("http://proxy.example.com:3128"));

        for (String host : new String[] {"localhost", "127.0.0.1", "127.8.9.1", "[::1]", "::1"}) {
            assertThat(proxies.forTarget("https", host)).as(host).isEmpty();
        }
        assertThat(proxies.forTarget("https", "127.0.0.1.example.com")).isPresent();
    }

    @Test
    void proxyWithPassword_isRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> Proxies.through(URI.create("http://me:hunter2@proxy.example.com:3128")))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void proxyThatRefusesTheTunnel_neverSent() {
        try (StubServer proxy = new StubServer();
                Web web = new Web(
                        WebSettings.standard().withProxies(Proxies.through(proxy.uri(""))), Clock.systemUTC())) {
            proxy.always("sso.example.com:443", Reply.of(407, "text/plain", "who are you?"));

            WebFailure failure = catchThrowableOfType(
                    WebFailure.class, () -> web.send(Request.form(URI.create("https://sso.example.com/token"))));

            assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
            assertThat(failure).hasMessageContaining("proxy").hasMessageContaining("407");
            assertThat(proxy.seen()).singleElement().satisfies(seen -> assertThat(seen.method())
                    .isEqualTo("CONNECT"));
        }
    }
}
