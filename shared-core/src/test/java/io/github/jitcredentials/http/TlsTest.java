package io.github.jitcredentials.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jitcredentials.http.WebFailure.Kind;
import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    static Path folder;

    private static StrangersServer server;
    private static Path bundle;

    @BeforeAll
    static void serve() throws Exception {
        server = new StrangersServer(folder);
        bundle = server.bundle();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void authorityInTheBundle_isTrusted() throws Exception {
        try (Web web = new Web(WebSettings.standard().withCaBundle(bundle), Clock.systemUTC())) {
            assertThat(web.send(Request.get(url("127.0.0.1"))).body()).isEqualTo("{}");
        }
    }

    @Test
    void authorityNotInTheJdk_isNotTrustedAndNothingIsSent() {
        try (Web web = new Web(WebSettings.standard(), Clock.systemUTC())) {
            WebFailure failure = catchThrowableOfType(WebFailure.class, () -> web.send(Request.get(url("127.0.0.1"))));

            assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
            assertThat(failure)
                    .hasMessageContaining("its certificate is not trusted")
                    .hasMessageContaining("CA bundle");
        }
    }

    @Test
    void certificateForAnotherHost_isRefusedAndNothingIsSent() {
        try (Web web = new Web(WebSettings.standard().withCaBundle(bundle), Clock.systemUTC())) {
            WebFailure failure = catchThrowableOfType(WebFailure.class, () -> web.send(Request.get(url("localhost"))));

            assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
            assertThat(failure).hasMessageContaining("is for another host");
        }
    }

    @Test
    void bundleThatIsNone_isMisconfigured() throws IOException {
        for (String text : new String[] {"", "hunter2"}) {
            Path file = Files.writeString(folder.resolve("broken.pem"), text);
            assertThatThrownBy(() -> new Web(WebSettings.standard().withCaBundle(file), Clock.systemUTC()))
                    .isInstanceOf(JitException.Misconfigured.class)
                    .hasMessageContaining("broken.pem");
        }
        assertThatThrownBy(
                        () -> new Web(WebSettings.standard().withCaBundle(folder.resolve("none")), Clock.systemUTC()))
                .isInstanceOf(JitException.Misconfigured.class);
    }

    private static URI url(String host) {
        return server.url(host);
    }
}
