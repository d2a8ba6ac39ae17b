package io.github.jitcredentials.authority;

import io.github.jitcredentials.authority.ci.TrialCi;
import io.github.jitcredentials.authority.grant.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** An authority with a trial CI, a clock to move and a few clients; and what a client does with it. */
public final class Trial implements AutoCloseable {
    public static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    public static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    public static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
    public static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    public static final String MAIN = "repo:acme/app:ref:refs/heads/main";

    private final ManualClock clock = new ManualClock();
    private final TrialAuthority authority;

    private Trial(Path directory) throws IOException {
        this.authority = TrialAuthority.start(settings(directory, clock));
    }

    public static Trial in(Path directory) throws IOException {
        return new Trial(directory);
    }

    static AuthoritySettings settings(Path directory, ManualClock clock) {
        TrialClient any = TrialClient.open("any", Set.of("repo:read", "repo:write"));
        return AuthoritySettings.trial(directory.resolve("ci"))
                .withState(directory.resolve("state"))
                .withClock(clock)
                .withClient(any)
                .withClient(TrialClient.open("other", Set.of("repo:read")))
                .withClient(TrialClient.open("release", Set.of("repo:write"))
                        .withSubject("repo:acme/app:ref:refs/tags/v1")
                        .withLifetime(Duration.ofSeconds(60)))
                .withClient(TrialClient.open("signed", Set.of("repo:write")).withToken(TokenKind.JWT))
                .withClient(TrialClient.open("main-by-assertion", Set.of("repo:write"))
                        .withSubject(MAIN)
                        .withAuthentication(TrialClient.Authentication.PRIVATE_KEY_JWT))
                .withClient(TrialClient.open("tag-by-assertion", Set.of("repo:write"))
                        .withSubject("repo:acme/app:ref:refs/tags/v1")
                        .withAuthentication(TrialClient.Authentication.PRIVATE_KEY_JWT));
    }

    public TrialAuthority authority() {
        return authority;
    }

    public ManualClock clock() {
        return clock;
    }

    public URI url() {
        return authority.url();
    }

    public TrialCi ci() {
        return authority.ci().orElseThrow();
    }

    public String idToken() {
        return ci().idToken(url().toString());
    }

    public String idTokenOf(String subject) {
        return ci().idToken(url().toString(), Map.of("sub", subject));
    }

    public String adminToken() throws IOException {
        return Files.readString(authority.adminTokenFile());
    }

    /** The header by which the admin token is sent. */
    public String[] asAdmin() throws IOException {
        return new String[] {"Authorization", "Bearer " + adminToken()};
    }

    public static Map<String, String> form(String... pairs) {
        Map<String, String> form = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            form.put(pairs[i], pairs[i + 1]);
        }
        return form;
    }

    /** A good token exchange but for the parameters given, of which an empty one is left out. */
    public Http.Answer exchange(String... instead) throws IOException {
        Map<String, String> form = form(
                "grant_type",
                EXCHANGE,
                "client_id",
                "any",
                "subject_token",
                idToken(),
                "subject_token_type",
                JWT,
                "scope",
                "repo:write");
        form.putAll(form(instead));
        form.values().removeIf(String::isEmpty);
        return Http.post(url(), "/token", form);
    }

    /** A token with the scope given. */
    public String token(String scope) throws IOException {
        return exchange("scope", scope).text("access_token");
    }

    public Http.Answer byAssertion(String assertion, String... more) throws IOException {
        Map<String, String> form = form(
                "grant_type",
                "client_credentials",
                "client_assertion_type",
                ASSERTION,
                "client_assertion",
                assertion,
                "scope",
                "repo:write");
        form.putAll(form(more));
        form.values().removeIf(String::isEmpty);
        return Http.post(url(), "/token", form);
    }

    public Http.Answer revoke(String client, String token) throws IOException {
        return Http.post(url(), "/revoke", form("client_id", client, "token", token));
    }

    /** What the admin token is told about a token. */
    public boolean active(String token) throws IOException {
        Http.Answer answer = Http.post(url(), "/introspect", form("token", token), asAdmin());
        return Boolean.TRUE.equals(answer.json().get("active"));
    }

    @Override
    public void close() {
        authority.close();
    }
}
