package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.issuer.IssuerDeclaration;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The table in docs/issuers.md is what issuers say of themselves, made as their files make them. Run with {@code
 * -Dgolden.write=true} to write it anew.
 */
class IssuersDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/issuers.md");
    private static final Pattern TABLE = Pattern.compile(
            "(<!-- facts: generated, a test compares it -->\\R)(.*?)(?=<!-- /facts -->)", Pattern.DOTALL);

    /** One of each way that makes a difference; its settings are a file's own words. */
    private static Map<String, String> ways() {
        Map<String, String> ways = new LinkedHashMap<>();
        ways.put("`oauth2`, a public client", "oauth2: { url: https://sso.example.com, client: ci }");
        ways.put(
                "`oauth2`, `authenticate: identity`",
                "oauth2: { url: https://sso.example.com, grant: client-credentials }");
        ways.put(
                "`oauth2`, `identity-reuse: accepted`",
                "oauth2: { url: https://sso.example.com, grant: client-credentials, identity-reuse: accepted }");
        ways.put(
                "`oauth2`, `authenticate: secret` or `key`",
                "oauth2: { url: https://sso.example.com, client: ci, authenticate: secret, secret: env:X }");
        ways.put(
                "`oauth2`, `checked-by: authority`",
                "oauth2: { url: https://sso.example.com, client: ci, checked-by: authority }");
        ways.put(
                "`oauth2`, `revoke: none`, `prove: none`",
                "oauth2: { url: https://sso.example.com, client: ci, revoke: none, prove: none }");
        ways.put("`vault`, `login: jwt`", "vault: { url: https://bao.example.com, login: { jwt: { role: deploy } } }");
        ways.put(
                "`vault`, `revoke: token`",
                "vault: { url: https://bao.example.com, login: { jwt: { role: deploy } }, revoke: token }");
        ways.put(
                "`vault`, `login: kubernetes` or `approle`",
                "vault: { url: https://bao.example.com, login: { kubernetes: { role: deploy } } }");
        ways.put(
                "`vault`, `secrets: stored`",
                "vault: { url: https://bao.example.com, login: { jwt: { role: deploy } }, secrets: stored }");
        ways.put("`github-app`", "github-app: { app: 4711, key: env:APP_KEY }");
        ways.put("`octo-sts`", "octo-sts: { url: https://octo-sts.dev, identity: push }");
        return ways;
    }

    @Test
    void table_isWhatIssuersSayOfThemselves() throws IOException {
        String text = Files.readString(DOCUMENT);
        String table = types() + "\n" + ways(ways());
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(
                    DOCUMENT,
                    TABLE.matcher(text).replaceFirst(found -> Matcher.quoteReplacement(found.group(1) + table)));
        }
        Matcher written = TABLE.matcher(Files.readString(DOCUMENT));
        assertThat(written.find()).isTrue();
        assertThat(written.group(2)).isEqualTo(table);
    }

    @Test
    void everyType_hasADeclarationAndAWay() {
        assertThat(Issuers.declarations().keySet()).isEqualTo(Issuers.types().keySet());
        assertThat(Issuers.types().keySet())
                .allSatisfy(type -> assertThat(ways().values()).anyMatch(way -> way.startsWith(type + ":")));
    }

    private static String types() {
        StringBuilder table = new StringBuilder("| |").append(cells(type -> "`" + type + "`"));
        table.append("|---|").append(cells(type -> "---"));
        Map<String, Function<IssuerDeclaration, String>> rows = new LinkedHashMap<>();
        rows.put("identity", IssuerDeclaration::identity);
        rows.put("narrowing", IssuerDeclaration::narrowing);
        rows.put("shortest life", IssuerDeclaration::shortest);
        rows.put("alive if all of us are gone", IssuerDeclaration::leftBehind);
        rows.put("an answer that gets lost", IssuerDeclaration::lostAnswer);
        rows.forEach((name, clause) -> table.append("| ")
                .append(name)
                .append(" |")
                .append(cells(type -> clause.apply(Issuers.declarations().get(type)))));
        return table.toString();
    }

    private static String cells(Function<String, String> cell) {
        StringBuilder row = new StringBuilder();
        Issuers.declarations().keySet().stream()
                .sorted()
                .forEach(type -> row.append(' ').append(cell.apply(type)).append(" |"));
        return row.append('\n').toString();
    }

    private static String ways(Map<String, String> ways) {
        StringBuilder table = new StringBuilder("""
                | way | revocable | revoked by | proof | renewal | what may outlive it |
                |---|---|---|---|---|---|
                """);
        ways.forEach((way, written) -> {
            IssuerFacts facts = facts(written);
            String authority =
                    switch (facts.authority()) {
                        case SELF -> "the credential itself, or what it hangs from";
                        case FRESH_IDENTITY -> "a new identity token";
                        case IDENTITY -> "an identity token, the same again while it lives";
                        case REAPER -> "a stored account";
                    };
            boolean revocable = facts.revocability().isRevocable();
            String revocability =
                    switch (facts.revocability()) {
                        case IMMEDIATE -> "at once";
                        case BY_PARENT -> "with what it hangs from";
                        case EXPIRY_ONLY -> "no: it expires";
                        case NEVER -> "no, and it does not expire: it is no lease";
                    };
            table.append("| ")
                    .append(String.join(
                            " | ",
                            way,
                            revocability,
                            revocable ? authority : "nobody",
                            facts.provable() ? "asked before and after" : "none",
                            renewal(facts),
                            facts.outlives().isEmpty() ? "nothing" : facts.outlives()))
                    .append(" |\n");
        });
        return table.toString();
    }

    private static String renewal(IssuerFacts facts) {
        if (facts.revocability() == Revocability.NEVER) {
            return "none";
        }
        return facts.extendable() ? "the same, for longer" : "another in its place";
    }

    private static IssuerFacts facts(String written) {
        String request =
                switch (written.split(":", 2)[0]) {
                    case "vault" -> "path: a/creds/b";
                    case "github-app" -> "repositories: a/b, permissions: contents:read";
                    case "octo-sts" -> "repositories: a/b";
                    default -> "scope: a";
                };
        Configuration configuration = ConfigurationFile.parse(
                """
                version: 1
                identity: [github-actions]
                issuers: { one: { ISSUER } }
                profiles:
                  p: { issuer: one, request: { REQUEST }, ttl: 5m, deliver: { file: { a: token } } }
                policy:
                  r: { permit: p, from: github-actions, when: { repository: acme/app } }
                """.replace("ISSUER", written).replace("REQUEST", request), "example", Path.of("/"));
        IssuerSpec spec = configuration.issuers().get("one");
        assertThat(spec).isNotNull();
        try (Web web = new Web(WebSettings.standard(), Clock.systemUTC())) {
            return Issuers.create(spec, web, new Nobody(), Secret::of, Clock.systemUTC())
                    .facts();
        }
    }

    private static final class Nobody implements IdentityTokens {
        @Override
        public IdentityToken fresh(String audience) {
            throw new AssertionError("facts need nobody's word");
        }

        @Override
        public Renewability renewability() {
            return Renewability.FIXED;
        }
    }
}
