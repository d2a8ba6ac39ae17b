package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Secret;
import org.junit.jupiter.api.Test;

class ServerProfileTest {
    private static final Destination TO = Destination.parse("https://repo.example.com/");

    @Test
    void bearer_isTheTokenItself() {
        assertThat(FakeDesk.DEPLOY.authorization(Secret.of("abc")).reveal()).isEqualTo("Bearer abc");
    }

    @Test
    void basic_isUserAndToken() {
        ServerProfile profile = new ServerProfile("deploy", "releases", ServerProfile.Style.BASIC, "jit", TO);

        // RFC 7617: base64 of "jit:abc".
        assertThat(profile.authorization(Secret.of("abc")).reveal()).isEqualTo("Basic aml0OmFiYw==");
    }

    @Test
    void userNameWithColon_isRefused() {
        assertThatThrownBy(() -> new ServerProfile("deploy", "releases", ServerProfile.Style.BASIC, "a:b", TO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
