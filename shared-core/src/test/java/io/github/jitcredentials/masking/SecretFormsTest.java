package io.github.jitcredentials.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFormsTest {
    private static final String TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";
    private static final String ODD = "p\u00e4ss w'o\"r<d>&$1%2^3!/+=~*`(x)\\|;#";
    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIFdvdWxkIHlvdSByZWFsbHkga2VlcCBhIGtleSBo
            ZXJlPw==
            -----END PRIVATE KEY-----
            """;

    @Test
    void a_plain_token_has_few_forms() {
        assertThat(SecretForms.of(Secret.of(TOKEN)))
                .extracting(SecretForm::kind)
                .containsExactly(
                        "literal",
                        "base64",
                        "base64, unpadded",
                        "hex",
                        "hex, upper case",
                        "base64 at offset 0",
                        "base64 at offset 1",
                        "base64 at offset 2");
    }

    @Test
    void the_same_bytes_are_one_form() {
        List<SecretForm> forms = SecretForms.of(List.of(Secret.of(ODD), Secret.of(ODD), Secret.of(TOKEN)));
        assertThat(forms).doesNotHaveDuplicates();
        Set<String> texts = new HashSet<>();
        assertThat(forms).allMatch(form -> texts.add(text(form)));
    }

    @Test
    void whole_forms_come_before_parts() {
        List<Boolean> whole =
                SecretForms.of(Secret.of(KEY)).stream().map(SecretForm::isWhole).toList();
        assertThat(whole).containsSubsequence(true, false).doesNotContainSequence(false, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {TOKEN, ODD, KEY, "seven77", "12345678"})
    void base64_of_a_text_around_the_secret_holds_a_form(String secret) {
        for (String before : List.of("", "x", "xy", "xyz", "Authorization: ")) {
            for (String after : List.of("", "\n", "ab", "abc")) {
                byte[] text = (before + secret + after).getBytes(StandardCharsets.UTF_8);
                seenIn(Base64.getEncoder().encodeToString(text), secret);
                seenIn(Base64.getUrlEncoder().withoutPadding().encodeToString(text), secret);
            }
        }
    }

    @Test
    void what_base64_leaves_the_same_is_all_that_only_the_secret_decides() {
        for (int offset = 0; offset < 3; offset++) {
            String kind = "base64 at offset " + offset;
            String middle = SecretForms.of(Secret.of(ODD)).stream()
                    .filter(form -> form.kind().equals(kind))
                    .map(SecretFormsTest::text)
                    .findFirst()
                    .orElseThrow();
            String low = encoded((char) 0, offset);
            String high = encoded((char) 127, offset);
            int at = low.indexOf(middle);
            assertThat(high.indexOf(middle)).as(kind).isEqualTo(at).isNotNegative();
            // One character more on either side depends on the neighbours.
            assertThat(high.charAt(at - 1)).isNotEqualTo(low.charAt(at - 1));
            assertThat(high.charAt(at + middle.length())).isNotEqualTo(low.charAt(at + middle.length()));
        }
    }

    @Test
    void a_wrapped_base64_of_a_long_secret_holds_a_form_in_each_line() {
        String secret = TOKEN.repeat(5);
        String wrapped = Base64.getMimeEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        assertThat(wrapped.lines().count()).isGreaterThan(3);
        wrapped.lines().forEach(line -> seenIn(line, secret));
    }

    @Test
    void http_basic_authentication_is_covered_from_its_first_character_to_its_last() {
        Secret basic = SecretForms.basic("x-access-token", Secret.of(TOKEN));
        String header =
                Base64.getEncoder().encodeToString(("x-access-token:" + TOKEN).getBytes(StandardCharsets.UTF_8));
        assertThat(SecretForms.of(basic)).extracting(SecretFormsTest::text).contains(header);
    }

    @Test
    void what_jackson_writes_holds_a_form() throws IOException {
        seenIn(JsonMapper.builder().build().writeValueAsString(KEY + ODD), KEY + ODD);
        JsonMapper ascii = JsonMapper.builder()
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII, JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                .build();
        seenIn(ascii.writeValueAsString(ODD.replace("/", "")), ODD.replace("/", ""));
        seenIn(ascii.writeValueAsString(ODD.replace("\u00e4", "")), ODD.replace("\u00e4", ""));
    }

    @Test
    void what_the_jdk_writes_in_urls_holds_a_form() throws URISyntaxException {
        seenIn(URLEncoder.encode(ODD, StandardCharsets.UTF_8), ODD);
        seenIn(URLEncoder.encode(ODD, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT), ODD.toLowerCase(Locale.ROOT));
        String secret = "a b\u00e4\"<>%";
        seenIn(new URI("http", "host", "/" + secret, null).toASCIIString(), secret);
    }

    @Test
    void every_escape_of_one_character_is_known() {
        String forms = String.join(
                "\n",
                SecretForms.of(Secret.of(ODD)).stream()
                        .map(SecretFormsTest::text)
                        .toList());
        assertThat(forms)
                .contains("p%C3%A4ss%20w%27", "p%c3%a4ss%20w%27", "p%C3%A4ss+w%27", "w'o%22r", "~*%60")
                .contains(
                        "w'o\\\"r<d>",
                        "p\\u00e4ss",
                        "p\\u00E4ss",
                        "r\\u003cd\\u003e\\u0026$",
                        "r\\u003Cd\\u003E",
                        "!\\/+=")
                .contains("r&lt;d>&amp;", "o\"r&lt;d&gt;", "w'o&quot;r&lt;d>", "w&apos;o&quot;", "w&#39;o&#34;")
                .contains("w&#x27;o&#x22;", "w&#39;o&quot;")
                .contains(
                        "w'\\''o\"r",
                        "w'\"'\"'o\"r",
                        "w'o\\\"r<d>&\\$1",
                        "^3\\!/",
                        "ss\\ w\\'o\\\"r\\<d\\>",
                        "w\\'o\"r")
                .contains("&$$1%2")
                .contains("r^<d^>^&$1%2^^3!", "r^<d^>^&$1%2^^3^!", "&$1%%2^3", "^&$1%%2^^3", "w'o\"\"r")
                .contains("w''o\"r", "w'o`\"r<d>&`$1", "w'o\"\"r<d>&`$1");
    }

    @Test
    void what_real_shells_print_holds_a_form() throws Exception {
        // Every printable character first, in the middle and last; pairs that shells treat as one.
        List<String> secrets =
                new ArrayList<>(List.of("a=~b:~c", "$'x''y'''", "it's `so` $HOME", "back\\slash\\", "a  b"));
        for (char c = ' '; c <= '~'; c++) {
            secrets.add(c + "one" + c + "two" + c);
        }
        for (String command : List.of("true %s", "printf '%%q\\n' %s")) {
            assertShellHides("/bin/bash", command, secrets);
        }
        assertShellHides("/bin/sh", "true %s", secrets);
        secrets.addAll(List.of("line\nbreak\tit's", "p\u00e4ss w\u00f6rd"));
        for (String shell : List.of("/bin/bash", "/bin/sh")) {
            assertShellHides(shell, "export -p", secrets);
        }
    }

    /** Runs one command over many secrets in variables; each one's form must be in what is printed and traced. */
    private static void assertShellHides(String shell, String command, List<String> secrets) throws Exception {
        assumeTrue(Files.isExecutable(Path.of(shell)), shell);
        ProcessBuilder builder = new ProcessBuilder(
                shell,
                command.startsWith("true") ? "-xc" : "-c",
                String.format(
                        Locale.ROOT,
                        command,
                        IntStream.range(0, secrets.size())
                                .mapToObj(i -> "\"$SECRET_" + i + "_\"")
                                .collect(Collectors.joining(" "))));
        builder.redirectErrorStream(true).environment().clear();
        for (int i = 0; i < secrets.size(); i++) {
            builder.environment().put("SECRET_" + i + "_", secrets.get(i));
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        for (String secret : secrets) {
            seenIn(output, secret);
        }
    }

    @Test
    void hexadecimal_digits_are_known_in_both_cases() {
        byte[] bytes = ODD.getBytes(StandardCharsets.UTF_8);
        seenIn(HexFormat.of().formatHex(bytes), ODD);
        seenIn(HexFormat.of().withUpperCase().formatHex(bytes), ODD);
    }

    @Test
    void each_line_of_a_key_is_a_form_but_not_its_frame() {
        List<String> lines = SecretForms.of(Secret.of(KEY)).stream()
                .filter(form -> form.kind().equals("one line of it"))
                .map(SecretFormsTest::text)
                .toList();
        assertThat(lines).containsExactly("MC4CAQAwBQYDK2VwBCIEIFdvdWxkIHlvdSByZWFsbHkga2VlcCBhIGtleSBo", "ZXJlPw==");
        seenIn(KEY.replace("\n", "\r\n"), KEY);
    }

    @Test
    void short_lines_are_no_forms() {
        String json = "{\n  \"private_key_id\": \"0123456789abcdef\"\n}\n";
        assertThat(SecretForms.of(Secret.of(json)))
                .extracting(SecretFormsTest::text)
                .contains("\"private_key_id\": \"0123456789abcdef\"")
                .doesNotContain("{", "}");
    }

    @Test
    void a_secret_with_blanks_around_is_known_without_them() {
        assertThat(SecretForms.of(Secret.of(TOKEN + "\n")))
                .extracting(SecretFormsTest::text)
                .contains(TOKEN, TOKEN + "\n");
    }

    @Test
    void no_form_is_shorter_than_its_floor() {
        assertThat(SecretForms.of(Secret.of("ab"))).isEmpty();
        for (String secret : List.of("abc", "abcd", "abcdefg", "a\nb\nc", KEY, ODD)) {
            assertThat(SecretForms.of(Secret.of(secret)))
                    .isNotEmpty()
                    .allMatch(form ->
                            form.length() >= (form.isWhole() ? SecretForms.SHORTEST_WHOLE : SecretForms.SHORTEST_PART));
        }
    }

    @Test
    void a_form_does_not_print_itself() {
        assertThat(SecretForms.of(Secret.of(TOKEN)).toString())
                .contains("[hidden] (literal)")
                .doesNotContain("ghs_");
        assertThat(new Rewritten("hex", "6768735f").toString()).isEqualTo("[hidden] (hex)");
    }

    @Test
    void a_form_can_not_be_changed_from_outside() {
        SecretForm form = SecretForms.of(Secret.of(TOKEN)).get(0);
        form.reveal()[0] = 'X';
        assertThat(text(form)).isEqualTo(TOKEN);
    }

    private static void seenIn(String text, String secret) {
        try {
            assertThat(new FormSearch(SecretForms.of(Secret.of(secret)))
                            .formsIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
                    .as("a form of %s in %s", secret, text)
                    .isNotEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(char neighbour, int offset) {
        String around = String.valueOf(neighbour).repeat(3);
        String text = around.substring(0, offset == 0 ? 3 : offset) + ODD + around;
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(SecretForm form) {
        return new String(form.reveal(), StandardCharsets.UTF_8);
    }
}
