package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks an OpenBao or Vault for what a task wants: below the login's token, a child token that can live no longer than the task
 * may; and with that, the secret. Whatever goes wrong on the way, the login's token is revoked, and all that hangs from it.
 */
final class VaultGrants {
    /** One to read with, and one more, because a token's last use ends it and what it read. */
    private static final int USES_TO_READ = 2;

    private static final String KV_PATH =
            "With version 2 of the KV engine, data/ comes after the mount, as in secret/data/app.";

    private final VaultSettings settings;
    private final VaultWire wire;
    private final VaultLogins logins;
    private final VaultRefusals refusals;
    private final VaultCapabilities capabilities;
    private final Clock clock;

    VaultGrants(VaultSettings settings, VaultWire wire, VaultLogins logins, Clock clock) {
        this.settings = settings;
        this.wire = wire;
        this.logins = logins;
        this.refusals = new VaultRefusals(settings);
        this.capabilities = new VaultCapabilities(settings, wire);
        this.clock = clock;
    }

    /** @throws JitException as {@link CredentialIssuer#issue} */
    Issued issue(CredentialRequest request, String requestId) {
        VaultRequest wanted = VaultRequest.of(request, settings.stored());
        Instant issuedAt = clock.instant();
        VaultLogins.Login login = logins.in(requestId);
        try {
            return below(login, wanted, request, requestId, issuedAt);
        } catch (RuntimeException e) {
            throw takenBack(login.token(), e);
        }
    }

    private Issued below(
            VaultLogins.Login login,
            VaultRequest wanted,
            CredentialRequest request,
            String requestId,
            Instant issuedAt) {
        VaultToken parent = login.token();
        if (request.renewal().isPresent()
                && parent.until().isBefore(clock.instant().plus(request.life()))) {
            throw new JitException.Refused(
                    new Problem(
                            settings.url() + " ends what hangs from this login before the task may end",
                            "profile " + request.profile(),
                            "Raise token_ttl of role "
                                    + Text.quote(settings.login().role()) + " to "
                                    + request.life().toSeconds() + "s, or lower renew."),
                    null);
        }
        capabilities.check(parent, wanted, request);
        VaultToken child = child(login, wanted, request, requestId);
        if (wanted instanceof VaultRequest.Stored stored) {
            return stored(parent, child, stored, requestId, issuedAt);
        }
        return wanted instanceof VaultRequest.Dynamic dynamic
                ? secret(parent, child, dynamic, request, requestId, issuedAt)
                : token(parent, child, (VaultRequest.Token) wanted, issuedAt);
    }

    /** @see <a href="https://openbao.org/api-docs/auth/token/#create-token">Create token</a> */
    private VaultToken child(
            VaultLogins.Login login, VaultRequest wanted, CredentialRequest request, String requestId) {
        ObjectNode body = VaultWire.body();
        String most = seconds(request.life());
        body.put("explicit_max_ttl", most).put("display_name", "jit-credentials");
        if (wanted instanceof VaultRequest.Token token) {
            body.put("ttl", seconds(request.ttl()))
                    .put("renewable", request.renewal().isPresent())
                    .put("no_default_policy", true)
                    .put("num_uses", token.uses());
            token.policies().forEach(body.putArray("policies")::add);
        } else {
            // Nobody is handed it. It dies with the lease that it reads, which dies with it.
            body.put("ttl", most).put("renewable", false).put("num_uses", USES_TO_READ);
        }
        ObjectNode meta = body.putObject("meta");
        meta.put("request", requestId)
                .put("profile", request.profile())
                .put("unit", request.task().unit())
                .put("purpose", request.task().purpose().text());
        if (!login.run().isEmpty()) {
            meta.put("run", login.run());
        }
        VaultAnswer answer = wire.post("auth/token/create", login.token().secret(), body, requestId);
        if (!answer.isSuccess()) {
            throw refusals.of(
                    answer,
                    "a token for the task",
                    wanted instanceof VaultRequest.Token
                            ? "A child's policies are among those of role "
                                    + Text.quote(settings.login().role()) + ": compare request.policies with its"
                                    + " token_policies."
                            : "");
        }
        return VaultToken.of(answer, clock)
                .filter(token -> !token.accessor().isEmpty())
                .orElseThrow(() -> new JitException.Uncertain(
                        new Problem(settings.url() + " sent an answer without a token in it", "", ""), null));
    }

    private Issued token(VaultToken parent, VaultToken child, VaultRequest.Token wanted, Instant issuedAt) {
        return new Issued(
                Credential.token(child.secret()),
                wanted.scope(child.policies(), child.uses()),
                issuedAt,
                child.until().equals(Instant.MAX) ? Instant.MAX : earlier(parent.until(), child.until()),
                handle(parent, child, "").asHandle());
    }

    private Issued secret(
            VaultToken parent,
            VaultToken child,
            VaultRequest.Dynamic wanted,
            CredentialRequest request,
            String requestId,
            Instant issuedAt) {
        VaultAnswer answer = read(wanted.path(), child, requestId, "What was in it was revoked.", "");
        String leaseId = VaultAnswer.text(answer.part("lease_id"))
                .orElseThrow(() ->
                        refusals.ofNoLease(wanted.path(), !answer.part("data").isMissingNode()));
        Map<String, Secret> fields = fields(answer.part("data"));
        if (fields.isEmpty()) {
            throw new JitException.Uncertain(
                    new Problem(settings.url() + " gave a lease and nothing with it for " + wanted.path(), "", ""),
                    null);
        }
        VaultHandle handle = handle(parent, child, leaseId);
        long seconds = answer.part("lease_duration").asLong(0);
        if (request.renewal().isPresent()) {
            seconds = shortened(parent, leaseId, request, requestId, answer, seconds);
        }
        Instant own = VaultToken.end(seconds, clock);
        Instant most = earlier(parent.until(), child.until());
        return new Issued(
                new Credential(fields),
                VaultRequest.Dynamic.scope(leaseId),
                issuedAt,
                child.until().equals(Instant.MAX) ? Instant.MAX : earlier(own, most),
                handle.asHandle());
    }

    /** What a path holds; {@code seen} is what became of it if somebody else looked at it first. */
    private VaultAnswer read(String path, VaultToken child, String requestId, String seen, String advice) {
        VaultAnswer answer = wire.read(path, child.secret(), requestId);
        if (settings.wrapped() && answer.status() == 400 && answer.says("wrapping token")) {
            throw new JitException.Refused(
                    new Problem(
                            "somebody else opened the answer of " + settings.url() + " on its way",
                            "issuer " + settings.name(),
                            seen + " Look in the server's audit log for request " + requestId + "."),
                    null);
        }
        if (answer.status() != 200) {
            throw refusals.of(answer, "to read " + path, advice);
        }
        return answer;
    }

    /**
     * What somebody stored, in version 1 or 2 of the KV engine. The login that read it is over at once: nothing hangs from it.
     *
     * @see <a href="https://openbao.org/api-docs/secret/kv/kv-v2/#read-secret-version">KV version 2</a>
     */
    private Issued stored(
            VaultToken parent, VaultToken child, VaultRequest.Stored wanted, String requestId, Instant issuedAt) {
        VaultAnswer answer = read(wanted.path(), child, requestId, "Rotate what is stored there.", KV_PATH);
        if (VaultAnswer.text(answer.part("lease_id")).isPresent()) {
            throw new JitException.Refused(
                    new Problem(
                            "what " + settings.url() + " has at " + wanted.path()
                                    + " is a lease, and the file says that it is stored",
                            "issuer " + settings.name(),
                            "Ask an issuer without secrets: stored for it; it was revoked."),
                    null);
        }
        JsonNode data = answer.part("data");
        boolean versioned =
                data.path("data").isObject() && data.path("metadata").has("version");
        Map<String, Secret> fields = fields(versioned ? data.path("data") : data);
        if (fields.isEmpty()) {
            throw new JitException.Refused(
                    new Problem(
                            settings.url() + " has no texts at " + wanted.path(),
                            "issuer " + settings.name(),
                            "Store them one beside the other: what is nested is not handed over."),
                    null);
        }
        logins.leave(parent.secret());
        return new Issued(
                new Credential(fields),
                wanted.scope(),
                issuedAt,
                Instant.MAX,
                new VaultHandle(parent.accessor(), child.accessor(), "", Instant.MAX, null).asHandle());
    }

    /** A lease that will be renewed lives no longer than one value may, from the beginning. */
    private long shortened(
            VaultToken parent,
            String leaseId,
            CredentialRequest request,
            String requestId,
            VaultAnswer lease,
            long seconds) {
        if (!lease.part("renewable").asBoolean(false)) {
            throw new JitException.Refused(
                    new Problem(
                            "what " + settings.url() + " gave can't be renewed",
                            "profile " + request.profile(),
                            "Leave out renew, or make the engine's role give leases that can be renewed."),
                    null);
        }
        if (seconds <= request.ttl().toSeconds()) {
            return seconds;
        }
        ObjectNode body = VaultWire.body().put("lease_id", leaseId).put("increment", seconds(request.ttl()));
        VaultAnswer answer = wire.post("sys/leases/renew", parent.secret(), body, requestId);
        if (!answer.isSuccess()) {
            throw refusals.of(answer, "to renew " + Text.plain(leaseId), "");
        }
        return answer.part("lease_duration").asLong(seconds);
    }

    private VaultHandle handle(VaultToken parent, VaultToken child, String leaseId) {
        return new VaultHandle(
                parent.accessor(),
                child.accessor(),
                leaseId,
                parent.until(),
                settings.revoke() == VaultSettings.Revoke.TOKEN ? parent.secret() : null);
    }

    /** Ends the login, and with it all that may have come of it. */
    private RuntimeException takenBack(VaultToken parent, RuntimeException why) {
        try {
            logins.outAtOnce(parent.secret());
        } catch (JitException e) {
            Problem problem = why instanceof JitException told
                    ? told.problems().get(0)
                    : Problem.of("asking " + settings.url() + " failed in a way that should not be");
            JitException uncertain = new JitException.Uncertain(
                    new Problem(
                            problem.what() + "; and the login could not be taken back",
                            problem.where(),
                            "Revoke it there, with all that hangs from it: token accessor "
                                    + Text.plain(parent.accessor())),
                    why);
            uncertain.addSuppressed(e);
            return uncertain;
        }
        if (why instanceof JitException.Uncertain lost) {
            Problem problem = lost.problems().get(0);
            return new JitException.Refused(
                    new Problem(
                            problem.what()
                                    + (settings.stored()
                                            ? "; the login that asked was revoked, and nobody was handed anything"
                                            : "; what it may have granted was revoked with the token it hangs from"),
                            problem.where(),
                            problem.todo()),
                    why);
        }
        return why;
    }

    private static Map<String, Secret> fields(JsonNode data) {
        Map<String, Secret> fields = new TreeMap<>();
        data.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (!field.getKey().matches("[A-Za-z0-9._-]{1,64}")) {
                return;
            }
            Optional<String> text = value.isNumber() ? Optional.of(value.asText()) : VaultAnswer.text(value);
            text.ifPresent(known -> fields.put(field.getKey(), Secret.of(known)));
        });
        return fields;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Whole seconds, never more than asked. */
    static String seconds(Duration duration) {
        return Math.max(1, duration.toSeconds()) + "s";
    }
}
