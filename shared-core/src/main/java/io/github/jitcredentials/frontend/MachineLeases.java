package io.github.jitcredentials.frontend;

import io.github.jitcredentials.audit.About;
import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.audit.AuditLog;
import io.github.jitcredentials.audit.SessionId;
import io.github.jitcredentials.broker.AuditedLeases;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.identity.IdentitySources;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.lease.CarriedLease;
import io.github.jitcredentials.lease.Census;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.IssuerFactory;
import io.github.jitcredentials.lease.JournalDirectory;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.Limits;
import io.github.jitcredentials.lease.Machine;
import io.github.jitcredentials.lease.Revoker;
import io.github.jitcredentials.lease.SealKey;
import io.github.jitcredentials.lease.Sweep;
import io.github.jitcredentials.lease.SweepReport;
import io.github.jitcredentials.lease.Time;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.SuppressForbidden;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The leases of all of a user's processes on this machine, known by their journals; needs no configuration file. Thread safe.
 * Whoever makes one closes it.
 */
public final class MachineLeases implements AutoCloseable {
    private static final String ENVIRONMENT = "env:";

    private final Sweep sweep;
    private final IssuerFactory factory;
    private final AuditedLeases leases;
    private final AuditLog audit;
    private final SessionId session;
    private final Clock clock;
    private final Web web;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger alive = new AtomicInteger();

    private MachineLeases(
            Sweep sweep,
            IssuerFactory factory,
            AuditedLeases leases,
            AuditLog audit,
            SessionId session,
            Clock clock,
            Web web) {
        this.sweep = sweep;
        this.factory = factory;
        this.leases = leases;
        this.audit = audit;
        this.session = session;
        this.clock = clock;
        this.web = web;
    }

    /** What is alive by the journals that these settings name. Opens nothing for writing, asks nobody. */
    public static Census census(RawSettings raw, HostFacts host) {
        Settings settings = Settings.of(raw);
        Path log = AuditFiles.of(settings, host).log();
        return Census.of(JournalDirectory.open(Assembly.journals(settings, host, log)));
    }

    /**
     * Opens what is needed to end leases.
     *
     * @param report is told what a person should know and nothing throws
     * @throws JitException.Misconfigured if a setting is wrong
     * @throws JitException.NotRecorded if the journals or the audit log can't be kept
     */
    @SuppressForbidden("a process's wiring: the one place where the machine's clock and randomness come in")
    public static MachineLeases of(RawSettings raw, HostFacts host, Consumer<Problem> report) {
        Settings settings = Settings.of(raw);
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        AuditFiles files = AuditFiles.of(settings, host);
        JournalDirectory directory = JournalDirectory.open(Assembly.journals(settings, host, files.log()));
        SealKey key = SealKey.find(host.environment(), host.temporary(), random);
        Revoker revoker = new Revoker(Time.system(), random, Limits.standard().withRevoke(settings.revokeTimeout()));
        SessionId session = SessionId.random(random);
        AuditLog audit = Assembly.audit(settings, files.locations(host.keepOut()), random, report);
        audit.append(new AuditEvent.SessionOpened(About.session(session, clock.instant()), host.version()));
        Web web = new Web(Network.settings(host.environment(), host.properties()), clock);
        return new MachineLeases(
                new Sweep(directory, Machine.here(), key, revoker),
                (issuer, identity, secrets) ->
                        GuardianParts.issuer(issuer, identity, at(issuer, identity, host.environment()), web, clock),
                new AuditedLeases(audit, session, clock),
                audit,
                session,
                clock,
                web);
    }

    /** Ends what dead processes left alive, and what is past its deadline. */
    public SweepReport sweep() {
        return counted(sweep.run(factory, leases));
    }

    /** The same, and ends those chosen, whoever owns them. */
    public SweepReport withdraw(Predicate<LeaseId> which) {
        return counted(sweep.withdraw(factory, leases, which));
    }

    /**
     * Ends a lease that was opened by a process whose journals may be gone: by its journal if it is here, else by what was carried.
     */
    public LeaseReport end(CarriedLease lease, EndReason reason) {
        LeaseReport known = withdraw(lease.id()::equals).leases().stream()
                .filter(report -> report.id().equals(lease.id()) && report.aliveUntil() == null)
                .findFirst()
                .orElse(null);
        if (known != null) {
            return known;
        }
        // Also where the journal is here and its key is not.
        LeaseReport report = sweep.end(lease, factory, leases, reason);
        counted(new SweepReport(List.of(report), List.of(), 0));
        return report;
    }

    /** Here, unlike in a guardian, the environment may be the very one that the lease was opened in. */
    private static Map<String, Secret> at(IssuerSpec issuer, IdentitySpec identity, Map<String, String> environment) {
        Map<String, Secret> found = new HashMap<>();
        issuer.settings().values().stream()
                .filter(value -> value.startsWith(ENVIRONMENT))
                .forEach(place -> put(place.substring(ENVIRONMENT.length()), environment, found));
        IdentitySources.variables(identity).forEach(variable -> put(variable, environment, found));
        return found;
    }

    private static void put(String variable, Map<String, String> environment, Map<String, Secret> found) {
        String value = environment.getOrDefault(variable, "");
        if (!value.isBlank()) {
            found.put(ENVIRONMENT + variable, Secret.of(value));
        }
    }

    private SweepReport counted(SweepReport report) {
        ended.addAndGet(report.leases().size());
        alive.addAndGet((int) report.leases().stream()
                .filter(lease -> lease.aliveUntil() != null)
                .count());
        return report;
    }

    @Override
    public void close() {
        try {
            audit.append(
                    new AuditEvent.SessionClosed(About.session(session, clock.instant()), ended.get(), alive.get()));
        } finally {
            audit.close();
            web.close();
        }
    }
}
