package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * OpenBao, or a HashiCorp Vault with the same API: dynamic secrets, and tokens; and what is stored there, where the settings say
 * that it is.
 *
 * <p>All that a lease is hangs from one login: the login's token, a child of it that is the task's, and what the child read.
 * It is ended from below: the secret's own lease first, with {@code sync}, so that the answer means that it is gone; then the
 * login's token, and its child with it.
 *
 * @see <a href="https://openbao.org/docs/concepts/lease/">Lease, renew, and revoke</a>
 * @see <a href="https://openbao.org/docs/concepts/tokens/">Tokens</a>
 */
final class VaultIssuer implements CredentialIssuer {
    static final IssuerDeclaration DECLARATION = new IssuerDeclaration(
            "an identity token, fresh for each login; a pod's token or a stored secret where the file says so",
            "a token's policies and uses, as the answer names them, or the path that the lease is named after, are compared"
                    + " with what was asked for; more is revoked and refused",
            "1s: the child token's `explicit_max_ttl`, which the server enforces",
            "the secret, until its `ttl`, which the server enforces; the login's token, which nobody has, until the role's"
                    + " `token_ttl`",
            "revoked with the login that it hangs from; a lost login itself is *uncertain*, and nobody has it");

    /** What a shell takes as it is. */
    private static final String PLAIN = "[A-Za-z0-9._:/-]+";

    private static final String OUTLIVES = "open sessions end only if the server's role ends them";

    private static final String STAYS = "the secret itself, until somebody rotates it";

    private final VaultSettings settings;
    private final Web web;
    private final VaultWire wire;
    private final VaultLogins logins;
    private final VaultGrants grants;
    private final VaultRefusals refusals;
    private final Clock clock;

    VaultIssuer(VaultSettings settings, Web web, VaultWire wire, VaultLogins logins, Clock clock) {
        this.settings = settings;
        this.web = web;
        this.wire = wire;
        this.logins = logins;
        this.grants = new VaultGrants(settings, wire, logins, clock);
        this.refusals = new VaultRefusals(settings);
        this.clock = clock;
    }

    @Override
    public IssuerFacts facts() {
        boolean leased = settings.revocability().isRevocable();
        return new IssuerFacts(
                settings.name(),
                settings.url().toString(),
                settings.revocability(),
                authority(),
                leased,
                leased,
                leased ? OUTLIVES : STAYS);
    }

    private RevocationAuthority authority() {
        if (settings.revoke() == VaultSettings.Revoke.TOKEN) {
            return RevocationAuthority.SELF;
        }
        return settings.login() instanceof VaultLogin.Jwt
                ? RevocationAuthority.FRESH_IDENTITY
                : RevocationAuthority.REAPER;
    }

    /** A token has no sessions of its own. */
    @Override
    public String outlives(Issued issued) {
        return VaultHandle.of(issued.handle()).leaseId().isEmpty() ? "" : OUTLIVES;
    }

    @Override
    public void prepare() {
        if (!settings.revocability().isRevocable()) {
            return;
        }
        try {
            web.warmUp(settings.url());
            VaultRehearsal.run();
            logins.rehearse();
        } catch (JitException e) {
            // The first request that counts will say it.
            return;
        }
    }

    @Override
    public Issued issue(CredentialRequest request, String requestId) {
        return grants.issue(request, requestId);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A lease's end is counted from now by the server, which cuts what its own maximum does not allow.
     */
    @Override
    public Instant renew(Handle handle, Duration ttl, String requestId) {
        VaultHandle known = VaultHandle.of(handle);
        return inName(known, requestId, token -> {
            ObjectNode body = VaultWire.body().put("increment", VaultGrants.seconds(ttl));
            boolean lease = !known.leaseId().isEmpty();
            VaultAnswer answer = lease
                    ? wire.post("sys/leases/renew", token, body.put("lease_id", known.leaseId()), requestId)
                    : wire.post("auth/token/renew-accessor", token, body.put("accessor", known.accessor()), requestId);
            if (!answer.isSuccess()) {
                throw refusals.of(answer, "a longer life", "");
            }
            JsonNode seconds =
                    lease ? answer.part("lease_duration") : answer.part("auth").path("lease_duration");
            Instant until = VaultToken.end(seconds.asLong(0), clock);
            return until.isBefore(known.parentUntil()) ? until : known.parentUntil();
        });
    }

    @Override
    public void revoke(Handle handle) {
        VaultHandle known = VaultHandle.of(handle);
        inName(known, "", token -> {
            if (!known.leaseId().isEmpty()) {
                revokeLease(known, token);
            }
            revokeToken(known, token);
            return known;
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>DEAD when both are gone: the secret's lease, and the token from which all hangs.
     */
    @Override
    public Liveness probe(Handle handle) {
        VaultHandle known = VaultHandle.of(handle);
        try {
            return inName(known, "", token -> {
                Liveness lease = known.leaseId().isEmpty() ? Liveness.DEAD : lease(known, token);
                return lease == Liveness.ALIVE ? lease : parent(known, token, lease);
            });
        } catch (JitException.Uncertain e) {
            // A question that got lost changed nothing.
            throw new JitException.Unavailable(e.problems().get(0), null, e);
        } catch (JitException.Refused e) {
            return Liveness.UNKNOWN;
        }
    }

    /** {@code sync}: the answer comes when the engine has ended the secret, and not when it has made a note of it. */
    private void revokeLease(VaultHandle known, Secret token) {
        ObjectNode body = VaultWire.body().put("lease_id", known.leaseId()).put("sync", true);
        VaultAnswer answer = wire.post("sys/leases/revoke", token, body, "");
        if (answer.isSuccess() || isOver(known, token, answer)) {
            return;
        }
        if (answer.status() == 400) {
            // The engine's own failure comes so too: the database that is down, a statement that it does not take.
            throw new JitException.Unavailable(
                    new Problem(
                            settings.url() + " could not end " + Text.plain(known.leaseId()),
                            "",
                            "It says: " + answer.errors()),
                    null,
                    null);
        }
        throw refusals.of(
                answer,
                "to revoke " + Text.plain(known.leaseId()),
                "Add to its policy: path \"sys/leases/revoke\" { capabilities = [\"update\"] }");
    }

    /** Ends the login's token, and with it all that hangs from that. The program of Vault is called {@code vault}. */
    @Override
    public String byHand(Handle handle) {
        String accessor = VaultHandle.of(handle).parentAccessor();
        if (!accessor.matches(PLAIN)) {
            return "";
        }
        String namespace = settings.namespace().isEmpty() ? "" : " -namespace=" + quoted(settings.namespace());
        return "bao token revoke -address=" + quoted(settings.url().toString()) + namespace + " -accessor " + accessor;
    }

    private static String quoted(String text) {
        return text.matches(PLAIN) ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** Whether the token that should end it is dead itself, and has taken all with it. */
    private boolean isOver(VaultHandle known, Secret token, VaultAnswer answer) {
        return answer.status() == 403
                && known.kept().isPresent()
                && wire.get("auth/token/lookup-self", token).status() == 403;
    }

    private void revokeToken(VaultHandle known, Secret token) {
        if (known.kept().isPresent()) {
            logins.out(token);
            return;
        }
        ObjectNode body = VaultWire.body().put("accessor", known.parentAccessor());
        VaultAnswer answer = wire.post("auth/token/revoke-accessor", token, body, "");
        // OpenBao answers 200 for one that is dead already, others 400 or 403 with these words.
        if (!answer.isSuccess() && !answer.says("invalid accessor")) {
            throw refusals.of(
                    answer,
                    "to revoke a token by its accessor",
                    "Add to its policy: path \"auth/token/revoke-accessor\" { capabilities = [\"update\"] }");
        }
    }

    private Liveness lease(VaultHandle known, Secret token) {
        VaultAnswer answer =
                wire.post("sys/leases/lookup", token, VaultWire.body().put("lease_id", known.leaseId()), "");
        if (answer.status() == 200) {
            return Liveness.ALIVE;
        }
        if (answer.status() == 400 && answer.says("invalid lease")) {
            return Liveness.DEAD;
        }
        // A token that is dead can't ask; whether it is, comes next.
        return answer.status() == 403 && known.kept().isPresent() ? Liveness.DEAD : untold(answer);
    }

    private Liveness parent(VaultHandle known, Secret token, Liveness lease) {
        VaultAnswer answer = known.kept().isPresent()
                ? wire.get("auth/token/lookup-self", token)
                : wire.post(
                        "auth/token/lookup-accessor",
                        token,
                        VaultWire.body().put("accessor", known.parentAccessor()),
                        "");
        if (answer.status() == 200) {
            return Liveness.ALIVE;
        }
        boolean dead = known.kept().isPresent() ? answer.status() == 403 : answer.says("invalid accessor");
        return dead ? lease : untold(answer);
    }

    private Liveness untold(VaultAnswer answer) {
        if (answer.status() >= 500 || answer.status() == 429 || answer.status() == 412) {
            throw refusals.of(answer, "whether something is alive", "");
        }
        return Liveness.UNKNOWN;
    }

    /** With the token that was kept for it, or with that of a login for this once. */
    private <T> T inName(VaultHandle known, String requestId, Function<Secret, T> work) {
        if (known.kept().isPresent()) {
            return work.apply(known.kept().get());
        }
        Secret token = again(requestId);
        try {
            return work.apply(token);
        } finally {
            // What was done with it counts.
            logins.leave(token);
        }
    }

    private Secret again(String requestId) {
        try {
            return logins.in(requestId).token().secret();
        } catch (JitException.Refused e) {
            // It was let in before. Another identity token may lie there soon, so this is not the last word.
            throw new JitException.Unavailable(e.problems().get(0), null, e);
        }
    }
}
