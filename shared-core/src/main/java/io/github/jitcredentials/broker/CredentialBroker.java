package io.github.jitcredentials.broker;

import io.github.jitcredentials.audit.About;
import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.audit.AuditLog;
import io.github.jitcredentials.audit.SessionId;
import io.github.jitcredentials.identity.Identities;
import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.HeldLease;
import io.github.jitcredentials.lease.LeaseKeeper;
import io.github.jitcredentials.lease.LeasePlan;
import io.github.jitcredentials.lease.OwnerKind;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.policy.Decision;
import io.github.jitcredentials.policy.Policy;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Identify, decide, write down, issue, hand over; revoke and prove when the session ends. One for each process. Thread safe.
 *
 * <p>The audit log is opened before the first check and closed on every exit: whoever makes a broker closes it.
 */
public final class CredentialBroker implements AutoCloseable {
    private final Identities identities;
    private final Policy policy;
    private final Authorities authorities;
    private final LeaseKeeper keeper;
    private final AuditLog audit;
    private final AuditedLeases leases;
    private final SessionId session;
    private final Clock clock;
    private final RandomGenerator random;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param keeper whose listener is {@code leases}
     * @param audit closed with this broker, as is the keeper
     * @param random makes lease names; they open nothing
     */
    public CredentialBroker(
            Identities identities,
            Policy policy,
            Authorities authorities,
            LeaseKeeper keeper,
            AuditLog audit,
            AuditedLeases leases,
            SessionId session,
            Clock clock,
            RandomGenerator random) {
        this.identities = identities;
        this.policy = policy;
        this.authorities = authorities;
        this.keeper = keeper;
        this.audit = audit;
        this.leases = leases;
        this.session = session;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Identifies the task and decides. Issues nothing, writes down what it decided.
     *
     * @param issuer the configured name of who will be asked, because an identity token is meant for one party only
     * @param ask what the task wants, once it is known who asks
     * @throws JitException.NoIdentity if nobody vouches for the task
     * @throws JitException.Denied with all reasons
     * @throws JitException.NotRecorded if it can't be written down
     */
    public Permitted decide(String issuer, Function<Identity, CredentialRequest> ask) {
        IdentitySource source;
        Identity identity;
        try {
            source = identities.present();
            identity = source.token(authorities.audience(authorities.issuer(issuer)))
                    .identity();
        } catch (JitException.NoIdentity e) {
            e.problems().forEach(problem -> audit.append(new AuditEvent.Failed(now(), problem)));
            throw e;
        }
        About about = now().askedBy(identity);
        audit.append(new AuditEvent.Identified(about));
        CredentialRequest request = ask.apply(identity);
        Decision decision = policy.decide(identity, request);
        List<String> reasons =
                decision.reasons().stream().map(Problem::toString).toList();
        if (decision instanceof Decision.Permit permit) {
            About permitted = about.asking(permit.request());
            audit.append(
                    permit.observed()
                            ? AuditEvent.Decided.observe(permitted, permit.rule(), reasons)
                            : AuditEvent.Decided.permit(permitted, permit.rule()));
            return new Permitted(source, identity, permit.request(), permit.rule(), permit.reasons());
        }
        audit.append(AuditEvent.Decided.deny(about.asking(request), reasons));
        throw new JitException.Denied(identity, request, decision.reasons());
    }

    /**
     * Issues what was permitted, to be ended by the session it returns.
     *
     * @throws JitException as {@link LeaseKeeper#open} throws; nothing is alive then but what an
     *     {@link JitException.Uncertain} says may be
     */
    public CredentialSession open(Permitted permitted) {
        return open(permitted, OwnerKind.PROCESS);
    }

    /**
     * The same for another owner than this process: a DETACHED lease outlives it, and no guardian holds it.
     *
     * @throws JitException as {@link #open(Permitted)} throws
     */
    public CredentialSession open(Permitted permitted, OwnerKind owner) {
        SamePerson tokens = tokens(permitted);
        LeasePlan plan = plan(permitted, tokens, owner);
        leases.askedBy(plan.id(), permitted.identity());
        String audience = authorities.audience(plan.issuer());
        HeldLease lease = keeper.open(plan, authorities.open(plan.issuer(), tokens), () -> tokens.consent(audience));
        return new CredentialSession(keeper, lease, leases);
    }

    /** What would become of a lease after a crash, before anything is asked. */
    public CrashOutlook outlook(Permitted permitted, OwnerKind owner) {
        SamePerson tokens = tokens(permitted);
        LeasePlan plan = plan(permitted, tokens, owner);
        return keeper.outlook(plan, authorities.open(plan.issuer(), tokens).facts());
    }

    private SamePerson tokens(Permitted permitted) {
        return new SamePerson(
                permitted.source(),
                policy,
                permitted.request(),
                permitted.identity().subject());
    }

    private LeasePlan plan(Permitted permitted, SamePerson tokens, OwnerKind owner) {
        CredentialRequest request = permitted.request();
        IssuerSpec issuer = authorities.issuer(request.issuer());
        IdentitySpec identity = authorities.identity(permitted.source().name());
        return new LeasePlan(
                LeaseId.random(random),
                requestId(),
                request,
                issuer,
                identity,
                tokens.renewability(),
                owner,
                authorities.carried(issuer, identity));
    }

    /** Ends every lease that is left, then closes the audit log. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        keeper.close();
        try {
            audit.append(new AuditEvent.SessionClosed(now(), leases.issued(), leases.alive()));
        } finally {
            audit.close();
        }
    }

    /** 128 bits, so that no two requests anywhere share a name. */
    private String requestId() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private About now() {
        return About.session(session, clock.instant());
    }
}
