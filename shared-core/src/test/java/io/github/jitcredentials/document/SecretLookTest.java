package io.github.jitcredentials.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretLookTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ghp_exampleexampleexample",
                "ghs_1234567_eyJhbGciOi.e30.x",
                "github_pat_11EXAMPLE0",
                "token ghs_exampleexample",
                "Bearer eyJhbGciOiJub25lIn0.e30.",
                "hvs.exampleexample",
                "glpat-exampleexample",
                "AKIAEXAMPLEEXAMPLE00",
                "x=-----BEGIN OPENSSH PRIVATE KEY-----",
                "https://user:pass@example.com/",
                "jdbc:postgresql://user:pass@example.com/db",
                "git+ssh://user:pass@example.com",
            })
    void knownMark_looksLikeASecret(String text) {
        assertThat(SecretLook.of(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "token",
                "env:GITHUB_TOKEN",
                "file:/run/secrets/ghp_token",
                "ghp_",
                "myghp_exampleexample",
                "refs/heads/eyJ",
                "hvs.",
                "AKIA",
                "ANAKIAEXAMPLEEXAMPLE00",
                "publish {ref_name}",
                "https://example.com:8443/a@b:c",
                "https://user@example.com/",
                "repo:acme/app:ref:refs/heads/main",
            })
    void otherText_doesNot(String text) {
        assertThat(SecretLook.of(text)).isFalse();
    }
}
