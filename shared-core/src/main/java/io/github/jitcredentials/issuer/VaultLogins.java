package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Logs in at an OpenBao or Vault, and out again. Thread safe. */
final class VaultLogins {
    private final VaultSettings settings;
    private final VaultWire wire;
    private final IdentityTokens identities;
    private final Function<String, Secret> secrets;
    private final VaultRefusals refusals;
    private final Clock clock;

    VaultLogins(
            VaultSettings settings,
            VaultWire wire,
            IdentityTokens identities,
            Function<String, Secret> secrets,
            Clock clock) {
        this.settings = settings;
        this.wire = wire;
        this.identities = identities;
        this.secrets = secrets;
        this.refusals = new VaultRefusals(settings);
        this.clock = clock;
    }

    /**
     * A login.
     *
     * @param token what it brought
     * @param run the CI system's number for the run, where the identity says one; empty otherwise
     */
    record Login(VaultToken token, String run) {}

    /** Asks for a token of our own. @throws JitException as {@link CredentialIssuer#issue} */
    Login in(String requestId) {
        VaultLogin login = settings.login();
        String path = "auth/" + login.path() + "/login";
        ObjectNode body = VaultWire.body();
        Identity identity = null;
        VaultAnswer answer;
        if (login instanceof VaultLogin.Jwt jwt) {
            IdentityToken shown = identities.fresh(settings.audience());
            identity = shown.identity();
            answer = wire.post(path, body.put("role", jwt.role()), "jwt", shown.token(), requestId);
        } else if (login instanceof VaultLogin.Kubernetes kubernetes) {
            answer = wire.post(path, body.put("role", kubernetes.role()), "jwt", secret(kubernetes.place()), requestId);
        } else {
            VaultLogin.AppRole appRole = (VaultLogin.AppRole) login;
            answer = wire.post(path, body.put("role_id", appRole.role()), "secret_id", secretId(appRole), requestId);
        }
        if (!answer.isSuccess()) {
            throw refusals.ofLogin(answer, identity);
        }
        return new Login(token(answer), run(identity));
    }

    /** Gets an identity token if a login will need one, and keeps it to itself. */
    void rehearse() {
        if (settings.login() instanceof VaultLogin.Jwt && settings.revoke() == VaultSettings.Revoke.LOGIN) {
            identities.fresh(settings.audience());
        }
    }

    /**
     * Ends a token by itself, and what hangs from it. 403 counts as done: it is what a token hears that is dead already, and
     * one that may not do it was refused before anything was issued.
     *
     * @throws JitException as {@link CredentialIssuer#revoke}
     */
    void out(Secret token) {
        VaultAnswer answer = revokedBySelf(token);
        if (!answer.isSuccess() && answer.status() != 403) {
            throw refusals.of(answer, "to revoke a token", "");
        }
    }

    /** The same for one that was alive a moment ago, and of whose rights nothing is known yet. */
    void outAtOnce(Secret token) {
        VaultAnswer answer = revokedBySelf(token);
        if (!answer.isSuccess()) {
            throw refusals.of(answer, "to revoke a token", "");
        }
    }

    /** The same for one that nobody has but us, and that has done its work: its role says how long it lives if that fails. */
    void leave(Secret token) {
        try {
            out(token);
        } catch (JitException e) {
            return;
        }
    }

    private VaultAnswer revokedBySelf(Secret token) {
        return wire.post("auth/token/revoke-self", token, VaultWire.body(), "");
    }

    private VaultToken token(VaultAnswer answer) {
        VaultToken token = VaultToken.of(answer, clock)
                .orElseThrow(() -> new JitException.Uncertain(
                        new Problem(settings.url() + " answered a login without a token", "", ""), null));
        if (token.accessor().isEmpty()) {
            throw new JitException.Refused(
                    new Problem(
                            settings.url() + " gave a batch token, which nobody can revoke",
                            "",
                            "Set token_type=service at role "
                                    + Text.quote(settings.login().role()) + ". Nobody was handed this one."),
                    null);
        }
        return token;
    }

    private static String run(@Nullable Identity identity) {
        return identity == null ? "" : identity.claims().getOrDefault("run", "");
    }

    private Secret secretId(VaultLogin.AppRole login) {
        Secret found = secret(login.place());
        if (!login.isOnce()) {
            return found;
        }
        VaultAnswer answer = wire.unwrap(found, "");
        if (answer.status() == 400) {
            throw new JitException.Refused(
                    new Problem(
                            "the wrapping token at " + login.place() + " was opened before, or is over",
                            "issuer " + settings.name(),
                            "If nobody of yours opened it, somebody else has the secret id: destroy it at the server."),
                    null);
        }
        Optional<String> unwrapped = VaultAnswer.text(answer.part("data").path("secret_id"));
        if (answer.status() != 200 || unwrapped.isEmpty()) {
            throw refusals.of(answer, "to unwrap a secret id", "");
        }
        return Secret.of(unwrapped.get());
    }

    private Secret secret(String place) {
        try {
            return secrets.apply(place);
        } catch (IllegalArgumentException e) {
            throw new JitException.Misconfigured(new Problem(
                    String.valueOf(e.getMessage()), "issuer " + settings.name(), "Put what the login needs there."));
        }
    }
}
