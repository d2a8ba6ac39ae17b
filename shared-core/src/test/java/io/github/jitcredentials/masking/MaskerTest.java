package io.github.jitcredentials.masking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is masked and what is not. How streams behave is in {@link MaskingStreamTest}, alarms are in {@link LeakAlarmTest}. */
class MaskerTest {
    private static final String TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";
    private static final String ODD = "p\u00e4ss w'o\"r<d>&$1%2^3!/+=~*`(x)\\|;#";
    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIFdvdWxkIHlvdSByZWFsbHkga2VlcCBhIGtleSBo
            ZXJlPw==
            -----END PRIVATE KEY-----
            """;

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final Masker masker = new Masker(() -> now);

    @ParameterizedTest
    @ValueSource(strings = {TOKEN, ODD, KEY})
    void anyForm_byteByByte_isMasked(String secret) throws IOException {
        masker.add("deploy", Secret.of(secret));
        for (SecretForm form : SecretForms.of(Secret.of(secret))) {
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            try (OutputStream out = masker.wrap(target)) {
                out.write('<');
                for (byte b : form.reveal()) {
                    out.write(b);
                }
                out.write('>');
            }
            assertThat(target.toString(StandardCharsets.UTF_8)).as(form.kind()).isEqualTo("<****>");
        }
    }

    @Test
    void whatOtherProgramsMakeOfIt_isMasked() throws JsonProcessingException {
        masker.add("deploy", Secret.of(ODD));
        byte[] bytes = ODD.getBytes(StandardCharsets.UTF_8);
        assertThat(masker.mask("https://h/?t=" + URLEncoder.encode(ODD, StandardCharsets.UTF_8) + "&x=1"))
                .isEqualTo("https://h/?t=****&x=1");
        assertThat(masker.mask(new ObjectMapper().writeValueAsString(List.of(ODD))))
                .isEqualTo("[\"****\"]");
        assertThat(masker.mask(HexFormat.of().formatHex(bytes) + "\n")).isEqualTo("****\n");
        assertThat(masker.mask("kind: Secret\n  token: " + Base64.getEncoder().encodeToString(bytes) + "\n"))
                .isEqualTo("kind: Secret\n  token: ****\n");
    }

    @Test
    void basicHeader_isMaskedToItsLastCharacter() {
        Secret token = Secret.of(TOKEN);
        masker.add("deploy", token, List.of(SecretForms.basic("x-access-token", token)));
        String header =
                Base64.getEncoder().encodeToString(("x-access-token:" + TOKEN).getBytes(StandardCharsets.UTF_8));
        assertThat(masker.mask("Authorization: Basic " + header + "\r\n")).isEqualTo("Authorization: Basic ****\r\n");
    }

    @Test
    void lineOfAKey_isMaskedAlone() {
        masker.add("key", Secret.of(KEY));
        assertThat(masker.mask("    MC4CAQAwBQYDK2VwBCIEIFdvdWxkIHlvdSByZWFsbHkga2VlcCBhIGtleSBo\n"))
                .isEqualTo("    ****\n");
    }

    @Test
    void occurrencesThatOverlapOrTouch_shareAMask() {
        masker.add("one", Secret.of("abcdefgh"));
        masker.add("two", Secret.of("ghijklmn"));
        assertThat(masker.mask("abcdefghijklmn")).isEqualTo("****");
        assertThat(masker.mask("abcdefghabcdefgh")).isEqualTo("****");
        assertThat(masker.mask("abcdefgh abcdefgh")).isEqualTo("**** ****");
    }

    @Test
    void secretWithinASecret_theOuterOneIsMasked() {
        masker.add("password", Secret.of("hunter22"));
        masker.add("url", Secret.of("postgres://app:hunter22@db/app"));
        assertThat(masker.mask("url=postgres://app:hunter22@db/app")).isEqualTo("url=****");
        assertThat(masker.mask("url=postgres://bob:hunter22@db/app")).isEqualTo("url=postgres://bob:****@db/app");
    }

    @Test
    void nothingToMask_sameText() {
        String text = "unpaired \ud800 and all";
        masker.add("deploy", Secret.of(TOKEN));
        assertThat(masker.mask(text)).isSameAs(text);
    }

    @Test
    void noSecrets_sameText() {
        assertThat(masker.mask("text")).isEqualTo("text");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "      ", "\t \n  \r\n ", "x", "{", "42"})
    void blankOrTinySecret_isNotMaskedAndSaysSo(String secret) {
        assertThat(masker.add("odd", Secret.of(secret)).isMasked()).isFalse();
        String text = "a line:\n    { \"x\": 42,\t \n  \r\n       }";
        assertThat(masker.mask(text)).isEqualTo(text);
    }

    @Test
    void dictionaryWord_isMaskedWhereItIsAndNowhereElse() {
        assertThat(masker.add("bad", Secret.of("secret")).isMasked()).isTrue();
        assertThat(masker.mask("Secret/secret.txt is no secre")).isEqualTo("Secret/****.txt is no secre");
    }

    @Test
    void shortLinesOfASecret_stayReadable() {
        masker.add("json", Secret.of("{\n  \"type\": 1,\n  \"private_key\": \"Zm9vYmFy\"\n}\n"));
        assertThat(masker.mask("if (x) {\n}\n\"private_key\": \"Zm9vYmFy\"\n")).isEqualTo("if (x) {\n}\n****\n");
    }

    @Test
    void renewedSecret_bothMaskedUntilTheOldOneIsForgotten() {
        MaskedSecret old = masker.add("deploy", Secret.of("old-value-1"));
        masker.add("deploy", Secret.of("new-value-2"));
        assertThat(masker.mask("old-value-1 new-value-2")).isEqualTo("**** ****");
        old.forget();
        old.forget();
        assertThat(masker.mask("old-value-1 new-value-2")).isEqualTo("old-value-1 ****");
    }

    @Test
    void graceAfterItsEnd_maskedUntilItIsOver() {
        MaskedSecret secret = masker.add("deploy", Secret.of(TOKEN));
        MaskedSecret other = masker.add("other", Secret.of("other-value"));
        secret.forgetAfter(Duration.ofSeconds(30));
        other.forgetAfter(Duration.ofSeconds(60));
        now = now.plusSeconds(29);
        assertThat(masker.mask(TOKEN + " other-value")).isEqualTo("**** ****");
        now = now.plusSeconds(1);
        assertThat(masker.mask(TOKEN + " other-value")).isEqualTo(TOKEN + " ****");
        now = now.plusSeconds(30);
        assertThat(masker.mask(TOKEN + " other-value")).isEqualTo(TOKEN + " other-value");
    }

    @Test
    void graceChanged_lastOneCounts() {
        MaskedSecret secret = masker.add("deploy", Secret.of(TOKEN));
        secret.forgetAfter(Duration.ofSeconds(10));
        secret.forgetAfter(Duration.ofSeconds(60));
        now = now.plusSeconds(59);
        assertThat(masker.mask(TOKEN)).isEqualTo("****");
        secret.forgetAfter(Duration.ZERO);
        assertThat(masker.mask(TOKEN)).isEqualTo(TOKEN);
    }

    @Test
    void sameValueTwice_maskedUntilBothAreForgotten() {
        MaskedSecret one = masker.add("one", Secret.of(TOKEN));
        MaskedSecret two = masker.add("two", Secret.of(TOKEN));
        one.forget();
        assertThat(masker.mask(TOKEN)).isEqualTo("****");
        two.forget();
        assertThat(masker.mask(TOKEN)).isEqualTo(TOKEN);
    }

    @Test
    void printed_showsNoSecret() {
        MaskedSecret masked = masker.add("deploy", Secret.of(TOKEN));
        assertThat(masked).hasToString("[hidden] (deploy)");
        assertThat(masker.toString()).doesNotContain("ghs_");
    }

    @Test
    void tableOfAHundredTokens_staysSmall() {
        for (int i = 0; i < 100; i++) {
            masker.add("token " + i, Secret.of("ghs_" + String.valueOf(1000 + i).repeat(9)));
        }
        assertThat(masker.tableBytes()).isBetween(200L << 10, 1L << 20);
    }
}
