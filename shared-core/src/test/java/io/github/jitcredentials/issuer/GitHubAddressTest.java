package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubAddressTest {
    @ParameterizedTest
    @CsvSource({
        "''                                    , https://api.github.com",
        "https://github.com                    , https://api.github.com",
        "https://GitHub.com/                   , https://api.github.com",
        "https://api.github.com                , https://api.github.com",
        "https://acme.ghe.com                  , https://api.acme.ghe.com",
        "https://api.acme.ghe.com/             , https://api.acme.ghe.com",
        "https://github.example.com            , https://github.example.com/api/v3",
        "https://github.example.com/api/v3/    , https://github.example.com/api/v3",
        "https://github.example.com:8443       , https://github.example.com:8443/api/v3",
        "https://api.example.com               , https://api.example.com/api/v3",
        "http://127.0.0.1:8080                 , http://127.0.0.1:8080/api/v3",
    })
    void address_leadsToItsApi(String written, String api) {
        assertThat(GitHubAddress.of(written)).hasToString(api);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "github.com",
                "http://github.example.com",
                "https://github.com/acme",
                "https://github.com/api/v4",
                "https://github.com?x=y",
                "https://user@github.com"
            })
    void somethingElse_isRefused(String written) {
        assertThatThrownBy(() -> GitHubAddress.of(written)).isInstanceOf(IllegalArgumentException.class);
    }
}
