package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Any answer of a vault, over real HTTP: the first byte says with which status, and to which question. What is granted is no more
 * than was asked, or it is one of our exceptions.
 */
public final class VaultAnswerFuzz {
    private static final int[] STATUSES = {200, 204, 400, 403, 404, 429, 500, 503};
    private static final List<String> PLACES = List.of(
            "auth/jwt/login",
            "auth/token/create",
            StubVault.PATH,
            "sys/capabilities-self",
            "sys/leases/lookup",
            "sys/leases/revoke",
            "sys/leases/renew",
            "auth/token/lookup-accessor");
    private static final String UNEXPECTED = "in a way that should not be";
    private static final List<CredentialRequest> ASKED = List.of(
            BaoRig.request(Scope.of("path", StubVault.PATH), Duration.ofMinutes(5), Duration.ofMinutes(10)),
            BaoRig.request(Scope.of("policies", "default"), Duration.ofMinutes(5), null));
    private static final Handle HANDLE =
            new Handle(Map.of("parent", "parent-accessor", "accessor", "child", "lease", "a/b"), Map.of());
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    // For as long as the process lives, as the server's port is what takes time.
    private static final StubVault VAULT = new StubVault();
    private static final Web WEB = new Web(
            WebSettings.standard().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(9)),
            CLOCK);

    private VaultAnswerFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        String place = PLACES.get((data[0] >> 3) & 7);
        VAULT.usual();
        VAULT.server.always(
                "/v1/" + place,
                Reply.json(STATUSES[data[0] & 7], new String(data, 1, data.length - 1, StandardCharsets.UTF_8)));
        CredentialIssuer issuer = Issuers.vault(
                        new IssuerSpec(
                                "bao", "vault", new TreeMap<>(Map.of("url", VAULT.url(), "login.jwt.role", "deploy"))),
                        WEB,
                        pause -> {},
                        CLOCK)
                .issuer(VAULT, at -> Secret.of("secret-of-the-account-abcd"));
        ASKED.forEach(asked -> ours(() -> granted(asked, issuer.issue(asked, "request-1"))));
        ours(() -> issuer.probe(HANDLE));
        ours(() -> issuer.renew(HANDLE, Duration.ofMinutes(5), "request-2"));
        ours(() -> issuer.revoke(HANDLE));
    }

    private static void granted(CredentialRequest asked, Issued issued) {
        if (!asked.scope().contains(issued.scope())) {
            throw new AssertionError("granted more than was asked");
        }
        if (!issued.expiresAt().isAfter(issued.issuedAt())) {
            throw new AssertionError("dead already");
        }
    }

    private static void ours(Runnable question) {
        try {
            question.run();
        } catch (JitException e) {
            // At the end, where no server's words are: a fuzzer learns which words are looked for.
            if (e.problems().get(0).what().endsWith(UNEXPECTED)) {
                throw e;
            }
        }
    }
}
