package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.Secret;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemKeyTest {
    /** Somebody else's key. */
    static RSAPublicKey stranger() {
        return (RSAPublicKey) pair("RSA", 2048).getPublic();
    }

    static Stream<String> forms() {
        return Stream.of(
                FakeGitHub.pkcs1(),
                FakeGitHub.pkcs8(),
                FakeGitHub.pkcs1().replace("\n", "\\n"),
                FakeGitHub.pkcs1().replace("\n", "\r\n"),
                "a line before\n" + FakeGitHub.pkcs8() + "and one after");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyForm_isTheSameKey(String pem) {
        assertThat(PemKey.read(Secret.of(pem))).isEqualTo(PemKey.read(Secret.of(FakeGitHub.pkcs8())));
    }

    @Test
    void longerKey_isReadFromPkcs1() throws Exception {
        var pair = pair("RSA", 4096);
        byte[] whole = pair.getPrivate().getEncoded();
        byte[] key = Arrays.copyOfRange(whole, 26, whole.length);

        byte[] signed = PemSigner.sign(PemKey.read(Secret.of(FakeGitHub.pem("RSA PRIVATE KEY", key))), new byte[] {1});

        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(pair.getPublic());
        check.update(new byte[] {1});
        assertThat(check.verify(signed)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nA\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END PRIVATE KEY-----",
            })
    void whatIsNoKey_isRefusedAndNotRepeated(String pem) {
        assertThatThrownBy(() -> PemKey.read(Secret.of(pem)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageNotContaining("AAAA")
                .hasMessageNotContaining("abc");
    }

    @Test
    void keyOfAnotherKindOrTooShort_isRefused() {
        assertThatThrownBy(() -> PemKey.read(Secret.of(FakeGitHub.pem(
                        "PRIVATE KEY", pair("EC", 256).getPrivate().getEncoded()))))
                .hasMessage("the key there is damaged, or no RSA key");
        assertThatThrownBy(() -> PemKey.read(Secret.of(FakeGitHub.pem(
                        "PRIVATE KEY", pair("RSA", 1024).getPrivate().getEncoded()))))
                .hasMessage("the key there is shorter than 2048 bits");
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
