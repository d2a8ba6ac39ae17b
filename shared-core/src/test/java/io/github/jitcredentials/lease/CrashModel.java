package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.lease.GuardianWire.Order;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One process with real leases, a real journal and an authority whose book is the truth, which dies at a given step: before or after
 * a journal record, a call to the authority, or a message to the guardian takes effect. What is left is then a real guardian's and a
 * real sweep's. What must never be is collected as complaints.
 */
final class CrashModel {
    /** The process is gone: every door is closed from now on, whatever its code still tries. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("the process is gone", null, false, false);
        }
    }

    /** What a run does, and where it goes wrong. */
    record Run(
            Ledger.Manner manner,
            boolean guarded,
            boolean renewed,
            int endAt,
            int crashAt,
            @Nullable Class<? extends JournalRecord> writtenLate) {
        /** Ends are tried at each step of each step: that is enough with one. */
        int leases() {
            return endAt == NEVER ? 2 : 1;
        }
    }

    /** Who comes after the crash. */
    enum After {
        SWEEP,
        GUARDIAN,
        SWEEP_IN_VAIN,
        SWEEP_A_DAY_LATER
    }

    static final int NEVER = -1;
    private static final Duration WHOLE = Duration.ofHours(2);

    private final Run run;
    private final Machine machine = Machine.here();
    private final JournalDirectory directory;
    private final SealKey key;
    private final FileJournal file;
    private final Ledger ledger;
    private final List<Order> orders = new ArrayList<>();
    private final Set<String> handed = new HashSet<>();
    private final List<String> complaints = new ArrayList<>();
    private final Set<LeaseTable.Row> seen = new HashSet<>();
    private final Map<LeaseId, LeaseState> states = new HashMap<>();
    private ManualTime time = ManualTime.startingAt(LeaseTests.START);
    private @Nullable LeaseKeeper keeper;
    private @Nullable JournalRecord unwritten;
    private Consumer<Guardian.Ended> owner = ended -> {};
    private int steps;
    private boolean dead;
    private boolean watching;
    private boolean closed;
    private boolean letGo;
    private int patience;

    CrashModel(Path folder, Run run) throws IOException {
        this.run = run;
        this.directory = JournalDirectory.open(folder.resolve("journals"));
        this.key = SealKey.in(folder.resolve("keys"), new SecureRandom());
        this.file = FileJournal.create(directory, machine, key, new Random(1));
        this.ledger = new Ledger(run.manner(), run.leases(), () -> time.now());
    }

    /** Also looks at everything after each step, and lets a sweep pass by. */
    CrashModel watching() {
        watching = true;
        return this;
    }

    int steps() {
        return steps;
    }

    List<String> complaints() {
        return complaints;
    }

    Set<LeaseTable.Row> seen() {
        return seen;
    }

    /** Opens leases, lets them be renewed, ends one and closes the rest, as far as it comes. */
    CrashModel live() {
        LeaseKeeper mine = new LeaseKeeper(
                new Journal(), run.guarded() ? new Pipe() : Guardian.none(), revoker(), new Collector());
        keeper = mine;
        try {
            for (int i = 1; i <= run.leases(); i++) {
                open(mine, LeaseTests.id(i));
            }
            time.advance(run.renewed() ? Duration.ofSeconds(275) : Duration.ofSeconds(5));
            // A renewal keeps what goes wrong in it from everybody else: also that the process is gone.
            requireAlive();
            mine.leases().stream().findFirst().ifPresent(lease -> mine.end(lease, EndReason.COMPLETED));
            if (run.guarded() && run.manner() == Ledger.Manner.WILL_NOT_REVOKE) {
                guardianGetsThrough();
            }
            time.advance(Duration.ofSeconds(5));
            requireAlive();
            mine.close();
            closed = true;
        } catch (Crash e) {
            // That is what it is about.
        }
        look("when it was gone");
        return this;
    }

    private void open(LeaseKeeper mine, LeaseId id) {
        LeasePlan plan = run.renewed() ? LeaseTests.renewed(id, WHOLE) : LeaseTests.plan(id);
        try {
            HeldLease lease = mine.open(plan, new Door());
            handed.add(token(lease.credential()));
            lease.onRenewal(credential -> handed.add(token(credential)));
            look("when the task had it");
        } catch (JitException e) {
            // The task does not get one.
        }
    }

    /** The guardian, which never stops trying, ends what its owner could not, and says so. */
    private void guardianGetsThrough() {
        for (GuardedLease ward : wards().values()) {
            ledger.heal();
            ward.values().forEach(value -> value.known().ifPresent(ledger::revoke));
            owner.accept(new Guardian.Ended(ward.id(), LeaseState.REVOKED, time.now()));
            time.settle();
        }
    }

    /** What comes after it: who, and whether nothing is left that nobody knows of. */
    void after(After who) {
        if (!closed) {
            file.close();
        }
        time = ManualTime.startingAt(
                who == After.SWEEP_A_DAY_LATER ? time.now().plus(Duration.ofHours(25)) : time.now());
        if (who == After.GUARDIAN) {
            ledger.heal();
            guard();
            look("after the guardian");
        }
        if (who == After.SWEEP_IN_VAIN) {
            sweep();
            look("after a sweep in vain");
        }
        ledger.heal();
        SweepReport first = sweep();
        look("after a sweep");
        SweepReport second = sweep();
        look("after another sweep");
        Stream.concat(first.alarms().stream(), second.alarms().stream())
                .forEach(alarm -> complaints.add("alarm: " + alarm));
        if (!second.leases().stream().allMatch(lease -> lease.outcome() == LeaseState.UNCERTAIN)) {
            complaints.add("a second sweep had work: " + second.leases());
        }
        if (ledger.isRevocable()) {
            Set<String> unknown = new HashSet<>();
            leases().forEach(lease -> lease.unknown().forEach(value -> unknown.add(value.requestId())));
            ledger.alive().forEach((token, grant) -> {
                if (!unknown.contains(grant.requestId())) {
                    complaints.add(token + " outlived " + who);
                }
            });
        }
        time = ManualTime.startingAt(time.now().plus(Duration.ofHours(26)));
        sweep();
        if (!leases().isEmpty()) {
            complaints.add("never over: " + leases());
        }
    }

    private SweepReport sweep() {
        if (dead || closed) {
            // What the process did not live to tell is what its journal says.
            leases().forEach(lease -> states.put(lease.intent().lease(), lease.state()));
        }
        return new Sweep(directory, machine, key, revoker())
                .run((issuer, identity, secrets) -> ledger, new Collector());
    }

    /** The real guardian's duty, with what it was told until the crash; a sweep that passes by leaves everything alone. */
    private void guard() {
        Deque<Order> left = new ArrayDeque<>(orders);
        new GuardianDuty((issuer, identity, secrets) -> ledger, revoker(), answer -> {}).serve(() -> {
            Order next = left.poll();
            if (next == null && !wards().isEmpty() && !sweep().leases().isEmpty()) {
                complaints.add("a sweep took what the guardian held");
            }
            return Optional.ofNullable(next);
        });
    }

    private Revoker revoker() {
        return new Revoker(time, new Random(1), Limits.standard());
    }

    /** One thing that takes effect; the process may die before or after it. */
    private <T> T step(Supplier<T> effect) {
        requireAlive();
        passBy();
        T result = effect.get();
        passBy();
        return result;
    }

    private void requireAlive() {
        if (dead) {
            throw new Crash();
        }
    }

    private void passBy() {
        int now = steps++;
        if (watching) {
            look("at step " + now);
            if (!sweep().leases().isEmpty() && !letGo) {
                complaints.add("a sweep took what its owner had, at step " + now);
            }
        }
        if (now == run.crashAt()) {
            dead = true;
            throw new Crash();
        }
        LeaseKeeper mine = keeper;
        if (now == run.endAt() && mine != null) {
            // Who is ending it waits for nobody; another end would only wait for this one.
            mine.leases().stream()
                    .findFirst()
                    .filter(lease -> !lease.isEnding())
                    .ifPresent(lease -> mine.end(lease, EndReason.KILLED));
        }
    }

    /** Holds the book against what is on record. */
    private void look(String when) {
        List<LeaseRecord> leases = leases();
        Map<LeaseId, GuardedLease> wards = dead ? wards() : Map.of();
        ledger.alive().forEach((token, grant) -> {
            boolean known =
                    leases.stream().flatMap(lease -> handles(lease).stream()).anyMatch(token::equals)
                            || wards.values().stream()
                                    .flatMap(ward -> ward.values().stream())
                                    .flatMap(value -> value.known().stream())
                                    .anyMatch(handle -> token.equals(Ledger.token(handle)));
            boolean suspected = leases.stream()
                    .flatMap(lease -> lease.unknown().stream())
                    .anyMatch(value -> value.requestId().equals(grant.requestId())
                            && !value.latestEnd().isBefore(grant.expiresAt()));
            if (!known && !suspected && ledger.isRevocable()) {
                complaints.add(token + " is on nobody's list " + when);
            }
            if (!known && handed.contains(token) && ledger.isRevocable()) {
                complaints.add(token + " is a task's, and nobody else has its handle, " + when);
            }
        });
    }

    /** The tokens that whoever takes the journal over could revoke. */
    private Set<String> handles(LeaseRecord lease) {
        Set<String> tokens = new HashSet<>();
        for (ValueRecord value : lease.held()) {
            value.held().flatMap(hold -> hold.open(key, name(), lease.intent())).ifPresent(handle -> {
                if (!value.latestEnd().isBefore(ledgerEnd(handle))) {
                    tokens.add(Ledger.token(handle));
                }
            });
        }
        return tokens;
    }

    private Instant ledgerEnd(Handle handle) {
        Ledger.Grant grant = ledger.alive().get(Ledger.token(handle));
        return grant == null ? Instant.MIN : grant.expiresAt();
    }

    private String name() {
        String name = file.file().orElseThrow().getFileName().toString();
        return name.substring(0, name.length() - JournalDirectory.SUFFIX.length());
    }

    /** What is in the journal and not over. */
    private List<LeaseRecord> leases() {
        Path path = file.file().orElseThrow();
        if (!Files.exists(path)) {
            return List.of();
        }
        try {
            return JournalContents.read(path).leases().values().stream()
                    .filter(lease -> !lease.state().isOver())
                    .toList();
        } catch (IOException | JournalContents.Damaged e) {
            throw new AssertionError("the journal can't be read", e);
        }
    }

    /** What the guardian holds, as far as it was told. */
    private Map<LeaseId, GuardedLease> wards() {
        Map<LeaseId, GuardedLease> wards = new HashMap<>();
        for (Order order : orders) {
            if (order instanceof Order.Hold hold) {
                wards.put(hold.lease().id(), hold.lease());
            } else if (order instanceof Order.Release release) {
                wards.remove(release.lease());
            }
        }
        return wards;
    }

    private static String token(Credential credential) {
        return credential.field(Credential.TOKEN).orElseThrow().reveal();
    }

    /** The owner's journal. */
    private final class Journal implements LeaseJournal {
        @Override
        public void append(JournalRecord entry) {
            step(() -> {
                JournalRecord earlier = unwritten;
                if (earlier != null && patience-- == 0) {
                    unwritten = null;
                    file.append(earlier);
                }
                if (run.writtenLate() != null && run.writtenLate().isInstance(entry)) {
                    unwritten = entry;
                    // A handle must be later than the record that it was handed over.
                    patience = entry instanceof JournalRecord.Held ? 1 : 0;
                } else {
                    file.append(entry);
                }
                return true;
            });
        }

        @Override
        public Optional<Path> file() {
            return file.file();
        }

        @Override
        public void close() {
            step(() -> {
                file.close();
                letGo = true;
                return true;
            });
        }
    }

    /** The owner's door to the authority. */
    private final class Door implements CredentialIssuer {
        @Override
        public IssuerFacts facts() {
            return ledger.facts();
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            return step(() -> ledger.issue(request, requestId));
        }

        @Override
        public Instant renew(Handle handle, Duration ttl, String requestId) {
            return step(() -> ledger.renew(handle, ttl, requestId));
        }

        @Override
        public void revoke(Handle handle) {
            step(() -> {
                ledger.revoke(handle);
                return true;
            });
        }

        @Override
        public Liveness probe(Handle handle) {
            return step(() -> ledger.probe(handle));
        }
    }

    /** The owner's pipe to a guardian that acknowledges what it reads; both go through the real wire. */
    private final class Pipe implements Guardian {
        private void send(String line) {
            step(() -> {
                try {
                    return orders.add(GuardianWire.order(line));
                } catch (Json.Malformed e) {
                    throw new AssertionError(line, e);
                }
            });
        }

        @Override
        public boolean isPresent() {
            return true;
        }

        @Override
        public CompletableFuture<Void> hold(GuardedLease lease) {
            send(GuardianWire.hold(lease));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void seenAlive(LeaseId lease, int value, Instant at) {
            send(GuardianWire.alive(lease, value, at));
        }

        @Override
        public void release(LeaseId lease) {
            send(GuardianWire.release(lease));
        }

        @Override
        public void whenEnded(Consumer<Ended> listener) {
            owner = listener;
        }

        @Override
        public void close() {
            send(GuardianWire.bye());
        }
    }

    /** Notes each line of the table that is taken, and what a lease that left STUCK or UNCERTAIN has alive. */
    private final class Collector implements LeaseListener {
        @Override
        public void intended(Intent intent, CrashOutlook outlook) {
            seen.add(LeaseTable.row(LeaseState.REQUESTED, LeaseEvent.INTENT_WRITTEN));
            states.put(intent.lease(), LeaseState.ISSUING);
        }

        @Override
        public void renewing(Intent intent, Renewal renewal) {
            take(intent.lease(), LeaseEvent.RENEWAL_DUE);
        }

        @Override
        public void moved(Intent intent, Transition transition) {
            if (transition.event() == LeaseEvent.STILL_ALIVE) {
                ledger.seenThrough(intent.requestId());
            }
            LeaseState before = take(intent.lease(), transition.event());
            boolean mayLeave = before != LeaseState.STUCK && before != LeaseState.UNCERTAIN
                    || transition.event() == LeaseEvent.RETRY
                    || transition.event() == LeaseEvent.LATE_ANSWER
                    || transition.event() == LeaseEvent.LEFT_AS_IT_IS && ledger.neverEnds()
                    || !isAlive(intent)
                    || transition.state() == before;
            boolean isTrue = transition.state() != LeaseState.PROVEN
                            && (transition.state() != LeaseState.REVOKED || !ledger.isHonest())
                    || !isAlive(intent);
            if (!mayLeave || !isTrue) {
                complaints.add(intent.lease() + " is alive and went from " + before + " to " + transition.state());
            }
        }

        /** From where the journal has it: what is told comes after what is recorded, or the process dies between the two. */
        private LeaseState take(LeaseId lease, LeaseEvent event) {
            LeaseState before = states.getOrDefault(lease, LeaseState.ISSUING);
            LeaseTable.Row row = LeaseTable.row(before, event);
            seen.add(row);
            states.put(lease, row.to());
            return before;
        }

        private boolean isAlive(Intent intent) {
            return ledger.alive().values().stream()
                    .anyMatch(grant -> grant.requestId().startsWith(intent.requestId()));
        }
    }
}
