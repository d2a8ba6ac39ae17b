package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
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
 * Any answer of an authority, over real HTTP: the first byte says with which status, and to which of the four questions. What is
 * granted is no more than was asked, or it is one of our exceptions.
 */
public final class IssuerAnswerFuzz {
    private static final int[] STATUSES = {200, 201, 400, 401, 403, 429, 500, 503};
    private static final List<String> PLACES =
            List.of("/token", "/introspect", "/revoke", "/.well-known/oauth-authorization-server");
    private static final String UNEXPECTED = "in a way that should not be";
    private static final CredentialRequest ASKED = FakeRig.asking("repo:write");
    private static final Handle HANDLE =
            new Handle(Map.of(), Map.of(Credential.TOKEN, Secret.of("access-token-of-ours-abcdefgh")));
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    // For as long as the process lives, as the server's port is what takes time.
    private static final StubAuthority AUTHORITY = new StubAuthority();
    private static final Web WEB = new Web(
            WebSettings.standard().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(9)),
            CLOCK);

    private IssuerAnswerFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int status = STATUSES[data[0] & 7];
        String place = PLACES.get((data[0] >> 3) & 3);
        // A port is no fuzzer's to guess.
        String body = new String(data, 1, data.length - 1, StandardCharsets.UTF_8).replace("URL", AUTHORITY.url());
        AUTHORITY.comeBack();
        AUTHORITY.server.always(place, Reply.json(status, body));
        CredentialIssuer issuer = Issuers.create(
                new IssuerSpec("sso", "oauth2", new TreeMap<>(Map.of("url", AUTHORITY.url(), "client", "ci"))),
                WEB,
                AUTHORITY,
                at -> Secret.of("client-secret-abcdefgh"),
                CLOCK);
        ours(() -> granted(issuer.issue(ASKED, "request-1")));
        ours(() -> issuer.probe(HANDLE));
        ours(() -> issuer.revoke(HANDLE));
    }

    private static void granted(Issued issued) {
        if (!ASKED.scope().contains(issued.scope())) {
            throw new AssertionError("granted more than was asked");
        }
        if (!issued.expiresAt().isAfter(issued.issuedAt())) {
            throw new AssertionError("dead already");
        }
        if (issued.credential().field(Credential.TOKEN).isEmpty()) {
            throw new AssertionError("no token");
        }
    }

    private static void ours(Runnable question) {
        try {
            question.run();
        } catch (JitException e) {
            // At the end, where no authority's words are: a fuzzer learns which words are looked for.
            if (e.problems().get(0).what().endsWith(UNEXPECTED)) {
                throw e;
            }
        }
    }
}
