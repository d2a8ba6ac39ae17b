package io.github.jitcredentials.frontend;

import io.github.jitcredentials.audit.About;
import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.audit.AuditLocation;
import io.github.jitcredentials.audit.FileAuditLog;
import io.github.jitcredentials.audit.SessionId;
import io.github.jitcredentials.broker.AuditedLeases;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.identity.Identities;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import io.github.jitcredentials.lease.Census;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.FileJournal;
import io.github.jitcredentials.lease.Guardian;
import io.github.jitcredentials.lease.Hands;
import io.github.jitcredentials.lease.HeldLease;
import io.github.jitcredentials.lease.IssuerFactory;
import io.github.jitcredentials.lease.LeaseKeeper;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.lease.Limits;
import io.github.jitcredentials.lease.Revoker;
import io.github.jitcredentials.lease.Sweep;
import io.github.jitcredentials.lease.SweepReport;
import io.github.jitcredentials.lease.Time;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.SuppressForbidden;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Everything a server needs that opens leases for many tasks: one journal, one keeper and one audit log for as long as it runs.
 * What is permitted may change meanwhile: see {@link #desk}. There is no guardian: what its owner left is ended by the next
 * start's sweep. Thread safe. Whoever makes one closes it.
 */
public final class ServerAssembly implements AutoCloseable {
    /** How many leases are tried again at once, as many as a sweep ends. */
    private static final int AT_ONCE = 16;

    private final ServerFacts facts;
    private final FileAuditLog audit;
    private final AuditedLeases leases;
    private final LeaseListener listener;
    private final LeaseKeeper keeper;
    private final Sweep sweep;
    private final Time time;
    private final Retries retries;
    private final SessionId session;
    private final Web web;
    private final Web bounded;
    private final Clock clock;
    private final SecureRandom random;
    /** Held by what is done in rounds, also while issuers are awaited; by nobody who wants a certain lease ended. */
    private final Object rounds = new Object();

    /** Those that are being tried again, each with what is held meanwhile. */
    private final Map<LeaseId, Object> trying = new ConcurrentHashMap<>();

    private final AtomicBoolean closed = new AtomicBoolean();

    private ServerAssembly(ServerFacts facts, FileAuditLog audit, Clock clock, SecureRandom random, SessionId session) {
        this.facts = facts;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
        this.session = session;
        this.leases = new AuditedLeases(audit, session, clock);
        this.time = Time.system();
        this.retries = new Retries(time, random);
        this.listener = new SeveralListeners(List.of(leases, facts.listener(), retries));
        WebSettings network = Network.settings(Map.of(), facts.properties());
        this.web = new Web(network, clock);
        this.bounded = new Web(network.withReach(facts.bounds().reach()), clock);
        Revoker revoker =
                new Revoker(time, random, Limits.standard().withRevoke(facts.revoke()), issuer -> !facts.bounds()
                        .bounded()
                        .test(issuer));
        this.keeper = new LeaseKeeper(
                FileJournal.create(facts.journals(), facts.machine(), facts.key(), random),
                Guardian.none(),
                revoker,
                listener);
        this.sweep = new Sweep(facts.journals(), facts.machine(), facts.key(), revoker);
    }

    /**
     * Opens the audit log and the journal.
     *
     * @throws JitException.NotRecorded if one of them can't be kept
     */
    @SuppressForbidden("a process's wiring: the one place where the machine's clock and randomness come in")
    public static ServerAssembly of(ServerFacts facts) {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        SessionId session = SessionId.random(random);
        FileAuditLog audit = FileAuditLog.open(
                AuditLocation.of(facts.audit(), List.of()),
                () -> events(facts),
                facts.audience().listener(),
                random);
        try {
            write(audit, new AuditEvent.SessionOpened(About.session(session, clock.instant()), facts.version()));
            return new ServerAssembly(facts, audit, clock, random, session);
        } catch (RuntimeException e) {
            audit.close();
            throw e;
        }
    }

    private static Optional<AuditLocation> events(ServerFacts facts) {
        return facts.audience()
                .events()
                .get()
                .map(file -> Objects.requireNonNull(
                        new AuditFiles(facts.audit(), file).locations(List.of()).events()));
    }

    /** What is alive is ended also while the second file can't be written: only the log itself keeps a server from being there. */
    private static void write(FileAuditLog audit, AuditEvent event) {
        long before = audit.head().seq();
        try {
            audit.append(event);
        } catch (JitException.NotRecorded e) {
            if (audit.head().seq() == before) {
                throw e;
            }
        }
    }

    /** Where leases are opened under one configuration; good for as long as that holds. */
    public ServerDesk desk(Configuration configuration) {
        return new ServerDesk(
                facts.host(),
                configuration,
                new ConfiguredAuthorities(configuration, this::way, facts.secrets(), clock),
                new ServerDesk.Shared(keeper, audit, leases, session, clock, random));
    }

    /** The leases this process holds that are not over. */
    public List<HeldLease> held() {
        return keeper.leases();
    }

    /** All leases that are not over by the journals, also those of earlier starts. Asks nobody. */
    public Census census() {
        return Census.of(facts.journals());
    }

    /** Whether there are journals besides its own: those of earlier starts, or somebody else's. */
    public boolean hasCompany() {
        try (DirectoryStream<Path> journals =
                Files.newDirectoryStream(facts.journals().path(), "*.jsonl")) {
            Iterator<Path> found = journals.iterator();
            if (found.hasNext()) {
                found.next();
            }
            return found.hasNext();
        } catch (IOException e) {
            // Whoever looks closer is told what is wrong.
            return true;
        }
    }

    /**
     * Ends what earlier starts left, but not what outlives its process before its deadline; what is stuck, when it is its turn to be
     * tried again.
     *
     * @param due of those, the ones whose task is over
     */
    public SweepReport sweep(Set<LeaseId> due) {
        synchronized (rounds) {
            return sweep.run(issuers(), listener, due, lease -> !retries.isDue(lease));
        }
    }

    /**
     * Tries again to end what this process could not, as far as it is its turn: after a minute, then after twice as long each time,
     * an hour at most. To be called every half minute or so. Blocks until issuers answered, or their time is up.
     *
     * @return what came of those that were tried
     */
    public List<LeaseReport> retry() {
        synchronized (rounds) {
            return retry(
                    lease -> lease.state() == LeaseState.STUCK && retries.isDue(lease.id()), AT_ONCE, Optional.empty());
        }
    }

    /**
     * Those whose end was tried and that are chosen, for the reason that they were ended for unless there is another.
     *
     * @param patience after how many in a row that were in vain an issuer's others are left
     */
    private List<LeaseReport> retry(Predicate<HeldLease> which, int patience, Optional<EndReason> reason) {
        List<LeaseReport> reports = Collections.synchronizedList(new ArrayList<>());
        Map<IssuerSpec, AtomicInteger> failed = new ConcurrentHashMap<>();
        Hands hands = new Hands(time, AT_ONCE);
        keeper.leases().stream()
                .filter(lease -> lease.whenOver().isDone())
                .filter(which)
                .forEach(lease -> {
                    AtomicInteger inARow =
                            failed.computeIfAbsent(lease.intent().issuer(), issuer -> new AtomicInteger());
                    hands.give(() -> {
                        // The others are due again in the next round, when these are not.
                        if (inARow.get() < patience) {
                            retry(lease, reason).ifPresent(report -> {
                                reports.add(report);
                                inARow.updateAndGet(many -> report.outcome() == LeaseState.STUCK ? many + 1 : 0);
                            });
                        }
                    });
                });
        hands.finish();
        return List.copyOf(reports);
    }

    /** One at a time for each lease: who comes second finds it over, or still stuck. */
    private Optional<LeaseReport> retry(HeldLease lease, Optional<EndReason> reason) {
        synchronized (trying.computeIfAbsent(lease.id(), id -> new Object())) {
            try {
                return keeper.retry(
                        lease, reason.orElseGet(() -> lease.whenOver().join().reason()));
            } finally {
                if (lease.state().isOver()) {
                    trying.remove(lease.id());
                }
            }
        }
    }

    /** Ends those chosen now, whoever owns them, since somebody wants that. */
    public SweepReport withdraw(Predicate<LeaseId> which) {
        return withdraw(which, EndReason.WITHDRAWN);
    }

    /**
     * Ends those chosen now, whoever owns them, and waits for no others. Where a round of this server is at one of them just then, that
     * is waited for. A sweep may be at one that an earlier start left: its authority hears of it twice, and says the same.
     */
    public SweepReport withdraw(Predicate<LeaseId> which, EndReason why) {
        Set<LeaseId> tried = keeper.leases().stream()
                .filter(lease -> lease.whenOver().isDone())
                .map(HeldLease::id)
                .collect(Collectors.toSet());
        List<LeaseReport> held = new ArrayList<>(retry(
                lease -> which.test(lease.id()) && tried.contains(lease.id()), Integer.MAX_VALUE, Optional.of(why)));
        SweepReport swept =
                sweep.withdraw(issuers(), listener, lease -> which.test(lease) && !tried.contains(lease), why);
        held.addAll(swept.leases());
        return new SweepReport(held, swept.alarms(), swept.inCare());
    }

    /**
     * Ends one that this process holds, whatever its task does: its report says so then. Idempotent. Blocks until its issuer
     * answered, or its time is up.
     */
    public LeaseReport end(HeldLease lease, EndReason reason) {
        return keeper.end(lease, reason);
    }

    /**
     * Writes into the audit log that a field of a lease that an earlier run opened was about to be shown, and was masked. Of one that
     * this run opened, its session says more.
     *
     * @param place where that was, for people
     */
    public void leakSeen(LeaseId lease, String field, String place) {
        About about = About.session(session, clock.instant()).lease(lease);
        write(
                audit,
                new AuditEvent.LeakSeen(
                        Census.request(facts.journals(), lease)
                                .map(about::asking)
                                .orElse(about),
                        place,
                        field));
    }

    /**
     * Asks whoever an issuer is configured to be whether it is there, in nobody's name and without any secret.
     *
     * @return what it said, in one clause
     * @throws JitException if it did not answer, or answered as something else
     */
    public String reach(IssuerSpec issuer) {
        return Issuers.reach(issuer, web, clock);
    }

    private IssuerFactory issuers() {
        return (issuer, identity, secrets) -> Issuers.create(
                issuer, way(issuer), Identities.tokens(facts.sources().apply(identity)), facts.secrets(), clock);
    }

    private Web way(IssuerSpec issuer) {
        return facts.bounds().bounded().test(issuer) ? bounded : web;
    }

    /** Ends every lease but those that outlive their process. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        keeper.close();
        try {
            write(
                    audit,
                    new AuditEvent.SessionClosed(
                            About.session(session, clock.instant()), leases.issued(), leases.alive()));
        } finally {
            audit.close();
            web.close();
            bounded.close();
        }
    }
}
