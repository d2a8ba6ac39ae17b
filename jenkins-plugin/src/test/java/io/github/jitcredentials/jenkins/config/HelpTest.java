package io.github.jitcredentials.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.util.ListBoxModel;
import io.github.jitcredentials.frontend.Configuration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each field of each form has its help, and where it is a setting of {@code jit-credentials.yml} it says what is said there. */
class HelpTest {
    private static final Path FORMS = Path.of("src/main/resources/io/github/jitcredentials/jenkins");
    private static final Pattern FIELD = Pattern.compile("<f:entry[^>]* field=\"([^\"]+)\"");

    /** Fields, and where the schema describes them. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("OAuth2IssuerEntry url", "oauth2/url"),
            Map.entry("OAuth2IssuerEntry client", "oauth2/client"),
            Map.entry("OAuth2IssuerEntry grant", "oauth2/grant"),
            Map.entry("OAuth2IssuerEntry authenticate", "oauth2/authenticate"),
            Map.entry("OAuth2IssuerEntry keyCredentialsId", "oauth2/key"),
            Map.entry("OAuth2IssuerEntry keyId", "oauth2/key-id"),
            Map.entry("OAuth2IssuerEntry secretCredentialsId", "oauth2/secret"),
            Map.entry("OAuth2IssuerEntry audience", "oauth2/audience"),
            Map.entry("OAuth2IssuerEntry targetAudience", "oauth2/target-audience"),
            Map.entry("OAuth2IssuerEntry resource", "oauth2/resource"),
            Map.entry("OAuth2IssuerEntry subjectTokenType", "oauth2/subject-token-type"),
            Map.entry("OAuth2IssuerEntry identityReuse", "oauth2/identity-reuse"),
            Map.entry("OAuth2IssuerEntry checkedBy", "oauth2/checked-by"),
            Map.entry("OAuth2IssuerEntry prove", "oauth2/prove"),
            Map.entry("OAuth2IssuerEntry revoke", "oauth2/revoke"),
            Map.entry("OAuth2IssuerEntry byHand", "oauth2/by-hand"),
            Map.entry("OAuth2IssuerEntry tokenEndpoint", "oauth2/endpoints/token"),
            Map.entry("OAuth2IssuerEntry revocationEndpoint", "oauth2/endpoints/revocation"),
            Map.entry("OAuth2IssuerEntry introspectionEndpoint", "oauth2/endpoints/introspection"),
            Map.entry("VaultIssuerEntry url", "vault/url"),
            Map.entry("VaultIssuerEntry namespace", "vault/namespace"),
            Map.entry("VaultIssuerEntry audience", "vault/audience"),
            Map.entry("VaultIssuerEntry jwtRole", "vault/login/jwt/role"),
            Map.entry("VaultIssuerEntry jwtPath", "vault/login/jwt/path"),
            Map.entry("VaultIssuerEntry approlePath", "vault/login/approle/path"),
            Map.entry("VaultIssuerEntry approleRoleId", "vault/login/approle/role-id"),
            Map.entry("VaultIssuerEntry approleSecretCredentialsId", "vault/login/approle/secret-id"),
            Map.entry("VaultIssuerEntry revoke", "vault/revoke"),
            Map.entry("VaultIssuerEntry wrap", "vault/wrap"),
            Map.entry("VaultIssuerEntry secrets", "vault/secrets"),
            Map.entry("GitHubAppIssuerEntry app", "github-app/app"),
            Map.entry("GitHubAppIssuerEntry url", "github-app/url"),
            Map.entry("GitHubAppIssuerEntry keyCredentialsId", "github-app/key"),
            Map.entry("GitHubAppIssuerEntry installation", "github-app/installation"),
            Map.entry("GitHubAppIssuerEntry audience", "github-app/audience"),
            Map.entry("GitHubAppIssuerEntry transitUrl", "github-app/vault-transit/url"),
            Map.entry("GitHubAppIssuerEntry transitNamespace", "github-app/vault-transit/namespace"),
            Map.entry("GitHubAppIssuerEntry transitPath", "github-app/vault-transit/path"),
            Map.entry("GitHubAppIssuerEntry transitKey", "github-app/vault-transit/key"),
            Map.entry("GitHubAppIssuerEntry transitLogin", "github-app/vault-transit/login"),
            Map.entry("GitHubAppIssuerEntry transitRole", "github-app/vault-transit/role"),
            Map.entry("OctoStsIssuerEntry url", "octo-sts/url"),
            Map.entry("OctoStsIssuerEntry identity", "octo-sts/identity"),
            Map.entry("OctoStsIssuerEntry audience", "octo-sts/audience"),
            Map.entry("OctoStsIssuerEntry github", "octo-sts/github"),
            Map.entry("ProfileEntry issuer", "profile/issuer"),
            Map.entry("ProfileEntry request", "profile/request"),
            Map.entry("ProfileEntry ttl", "profile/ttl"),
            Map.entry("ProfileEntry renew", "profile/renew"),
            Map.entry("ProfileEntry purpose", "profile/purpose"),
            Map.entry("ProfileEntry to", "profile/to"),
            Map.entry("ProfileEntry onLeak", "profile/on-leak"),
            Map.entry("RuleEntry permit", "rule/permit"),
            Map.entry("RuleEntry maxTtl", "rule/max-ttl"),
            Map.entry("RuleEntry maxRenew", "rule/max-renew"),
            Map.entry("RuleEntry scope", "rule/scope"),
            Map.entry("RuleEntry irrevocable", "rule/irrevocable"),
            Map.entry("RuleEntry mode", "rule/mode"),
            Map.entry("FileEntry as", "delivered-file/as"),
            Map.entry("FileEntry field", "delivered-file/field"),
            Map.entry("FileEntry username", "delivered-file/username"));

    @Test
    void everyFieldOfEveryForm_hasItsHelp() throws IOException {
        List<String> lacking = new ArrayList<>();
        for (Path form : forms()) {
            Matcher field = FIELD.matcher(Files.readString(form));
            while (field.find()) {
                Path help = form.resolveSibling("help-" + field.group(1) + ".html");
                if (!Files.exists(help) || words(Files.readString(help)).length() < 8) {
                    lacking.add(help.toString());
                }
            }
        }

        assertThat(forms()).hasSizeGreaterThan(10);
        assertThat(lacking).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void helpOfASetting_saysWhatTheSchemaSays(String field, String place) throws IOException {
        String[] name = field.split(" ");
        String help = words(Files.readString(FORMS.resolve("config/" + name[0] + "/help-" + name[1] + ".html")));

        assertThat(help).startsWith(words(setting(place).path("description").asText()));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void choicesOfASetting_areThoseOfTheSchema(String field, String place) throws Exception {
        List<String> allowed = new ArrayList<>();
        setting(place).path("enum").forEach(word -> allowed.add(word.asText()));
        if (allowed.isEmpty()) {
            return;
        }
        String[] name = field.split(" ");
        Class<?> descriptor = Class.forName("io.github.jitcredentials.jenkins.config." + name[0] + "$DescriptorImpl");
        Object filled = descriptor
                .getMethod("doFill" + Character.toUpperCase(name[1].charAt(0)) + name[1].substring(1) + "Items")
                .invoke(descriptor.getConstructor().newInstance());

        assertThat(((ListBoxModel) filled).stream().map(option -> option.value).skip(1))
                .containsExactlyInAnyOrderElementsOf(allowed);
        assertThat(((ListBoxModel) filled).get(0).value).isEmpty();
    }

    static Stream<Arguments> settings() {
        return SETTINGS.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    private static List<Path> forms() throws IOException {
        try (Stream<Path> all = Files.walk(FORMS)) {
            return all.filter(file -> file.endsWith("config.jelly")).toList();
        }
    }

    private static JsonNode setting(String place) throws IOException {
        try (InputStream in = Configuration.class.getResourceAsStream("jit-credentials-1.json")) {
            JsonNode node = new ObjectMapper().readTree(in).path("definitions");
            String[] names = place.split("/");
            node = node.path(names[0]);
            for (int i = 1; i < names.length; i++) {
                node = node.path("properties").path(names[i]);
            }
            assertThat(node.has("description")).as(place).isTrue();
            return node;
        }
    }

    /** Without what is there for a reader of HTML, or of Markdown, alone. */
    private static String words(String text) {
        return text.replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("[`*]", "")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
