package io.github.jitcredentials.lease;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Makes issuers that talk to a {@link TrialServer}; public, because a guardian makes it by name. If the settings name a secret, that
 * secret must have come through the pipe.
 */
public final class TrialIssuers implements IssuerFactory {
    @Override
    public CredentialIssuer create(IssuerSpec issuer, IdentitySpec identity, Map<String, Secret> secrets) {
        String needed = issuer.settings().get("secret");
        if (needed != null && !secrets.containsKey(needed)) {
            throw new JitException.Misconfigured(Problem.of(needed + " is not set"));
        }
        return new OverHttp(issuer.settings().get("url"));
    }

    /** One whole exchange with a server of its own, so that no class is missing later. */
    @Override
    public void warmUp() {
        try (TrialServer server = TrialServer.start()) {
            OverHttp issuer = new OverHttp(server.url());
            Handle nothing = new Handle(Map.of(), Map.of("token", Secret.of("none")));
            issuer.revoke(nothing);
            issuer.probe(nothing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record OverHttp(String url) implements CredentialIssuer {
        @Override
        public IssuerFacts facts() {
            return new IssuerFacts("trial", url, Revocability.IMMEDIATE, RevocationAuthority.SELF, true, "");
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            Instant now = Instant.now();
            Secret token = Secret.of(ask("/issue", requestId));
            return new Issued(
                    Credential.token(token),
                    request.scope(),
                    now,
                    now.plus(Duration.ofHours(1)),
                    new Handle(Map.of(), Map.of("token", token)));
        }

        @Override
        public void revoke(Handle handle) {
            ask("/revoke", handle.sealed().get("token").reveal());
        }

        @Override
        public Liveness probe(Handle handle) {
            return Liveness.valueOf(ask("/probe", handle.sealed().get("token").reveal()));
        }

        private String ask(String path, String text) {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) URI.create(url + path).toURL().openConnection();
                connection.setDoOutput(true);
                connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                if (connection.getResponseCode() != 200) {
                    throw new JitException.Unavailable(Problem.of("HTTP " + connection.getResponseCode()), null, null);
                }
                return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new JitException.Unavailable(Problem.of("no connection"), null, e);
            }
        }
    }
}
