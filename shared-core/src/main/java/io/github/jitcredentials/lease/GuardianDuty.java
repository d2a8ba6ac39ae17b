package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.lease.GuardianWire.Answer;
import io.github.jitcredentials.lease.GuardianWire.Order;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a guardian does: holds leases, ends them when their owner is gone or has let a deadline pass, and then leaves. Orders are
 * taken on one thread; leases end on others, many at once.
 */
final class GuardianDuty {
    /** The owner ends its leases itself at their deadlines; only if it has not by then is it taken to be stopped. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** How long to wait at a time for what is bounded by itself. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** How many leases of one authority are ended at once: more would be more threads than a small process can have. */
    private static final int AT_ONCE = 64;

    /** How many leases it holds; its heap has room for them. */
    private static final int MOST = 100_000;

    private final IssuerFactory factory;
    private final Revoker revoker;
    private final Time time;
    private final Consumer<Answer> answers;
    private final Timetable timetable;
    private final Map<LeaseId, Ward> wards = new ConcurrentHashMap<>();
    private final Map<Path, Takeover> journals = new ConcurrentHashMap<>();

    /** @param answers may be called from several threads */
    GuardianDuty(IssuerFactory factory, Revoker revoker, Consumer<Answer> answers) {
        this.factory = factory;
        this.revoker = revoker;
        this.time = revoker.time();
        this.answers = answers;
        this.timetable = new Timetable(time);
    }

    /**
     * Serves until the orders end or the owner says good-bye, then ends what is still held, and returns when that is done or can't be
     * done any more.
     *
     * @param orders the next order; empty when the owner is gone
     */
    void serve(Supplier<Optional<Order>> orders) {
        for (Optional<Order> order = orders.get(); order.isPresent(); order = orders.get()) {
            if (order.get() instanceof Order.Bye) {
                break;
            }
            follow(order.get());
        }
        wards.values().stream()
                .collect(Collectors.groupingBy(ward -> ward.issuer.facts().url()))
                .values()
                .forEach(this::endAll);
        CompletableFuture<?>[] ends = wards.values().stream()
                // What can't be written down is found by the next sweep; the other leases must not wait for it.
                .map(ward -> ward.over.thenRun(() -> write(ward)).exceptionally(e -> null))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> all = CompletableFuture.allOf(ends);
        while (!time.await(all, LOOK)) {
            // Every one of them is bounded by its lease's expiry.
        }
        journals.values().forEach(Takeover::close);
    }

    /** Of one authority: one that does not answer must not keep what another granted alive. */
    private void endAll(List<Ward> ofOneAuthority) {
        time.after(Duration.ZERO, () -> {
            Hands hands = new Hands(time, AT_ONCE);
            ofOneAuthority.forEach(ward -> hands.give(() -> {
                ward.end("its owner is gone", outcome -> {});
                while (!time.await(ward.over, LOOK)) {
                    // Bounded by its expiry.
                }
            }));
        });
    }

    private void follow(Order order) {
        if (order instanceof Order.Hold hold) {
            answers.accept(hold(hold.lease()));
        } else if (order instanceof Order.Alive alive) {
            Optional.ofNullable(wards.get(alive.lease())).ifPresent(ward -> ward.seenAlive(alive.value(), alive.at()));
        } else if (order instanceof Order.Release release) {
            Optional.ofNullable(wards.remove(release.lease())).ifPresent(Ward::forget);
        }
    }

    private Answer hold(GuardedLease lease) {
        try {
            Ward known = wards.get(lease.id());
            if (known != null) {
                return known.holds(lease)
                        ? new Answer.Holding(lease.id())
                        : new Answer.Refused(lease.id(), "it is ending it");
            }
            if (wards.size() >= MOST) {
                return new Answer.Refused(lease.id(), "it holds " + MOST + " leases and no more");
            }
            Ward ward = new Ward(
                    lease,
                    factory.create(lease.intent().issuer(), lease.intent().identity(), lease.secrets()));
            if (lease.journal() != null && !journals.containsKey(lease.journal())) {
                journals.put(lease.journal(), Takeover.of(lease.journal(), time));
            }
            wards.put(lease.id(), ward);
            ward.watch();
            return new Answer.Holding(lease.id());
        } catch (JitException e) {
            return new Answer.Refused(lease.id(), e.problems().get(0).what());
        } catch (IOException | RuntimeException | LinkageError e) {
            return new Answer.Refused(lease.id(), "it failed (" + e.getClass().getName() + ")");
        }
    }

    private void letPass(Ward ward) {
        ward.end(
                "its deadline has passed and its owner did nothing",
                outcome -> answers.accept(new Answer.Ended(new Guardian.Ended(ward.lease.id(), outcome, time.now()))));
    }

    private void write(Ward ward) {
        Path file = ward.lease.journal();
        if (file != null && journals.containsKey(file)) {
            Set<Integer> ended =
                    ward.lease.values().stream().map(GuardedValue::number).collect(Collectors.toSet());
            journals.get(file).write(ward.lease.id(), ended, ward.done.transitions());
        }
    }

    /** One lease in care. */
    private final class Ward {
        private final CredentialIssuer issuer;
        private final Recollection done = new Recollection();
        private final CompletableFuture<LeaseState> over = new CompletableFuture<>();
        private volatile GuardedLease lease;
        private Timetable.@Nullable Entry deadline;
        private boolean begun;

        Ward(GuardedLease lease, CredentialIssuer issuer) {
            this.lease = lease;
            this.issuer = issuer;
        }

        /** Takes what its owner knows now for what is to be known; not once it is being ended. */
        synchronized boolean holds(GuardedLease now) {
            if (begun) {
                return false;
            }
            lease = now;
            watch();
            return true;
        }

        synchronized void seenAlive(int number, Instant at) {
            lease = lease.with(lease.values().stream()
                    .map(value -> value.number() == number ? value.seenAlive(at) : value)
                    .toList());
        }

        synchronized void watch() {
            forget();
            Moment due = new Moment(
                    lease.deadline(), time.nanos() + lease.remaining().toNanos());
            deadline = timetable.at(due.plus(GRACE), () -> letPass(this));
        }

        synchronized void forget() {
            if (deadline != null) {
                timetable.cancel(deadline);
                deadline = null;
            }
        }

        /** Begins to end it, on another thread, and goes on until the authority accepts or all of it has expired. */
        synchronized void end(String why, Consumer<LeaseState> then) {
            if (begun || wards.get(lease.id()) != this) {
                return;
            }
            begun = true;
            forget();
            time.after(Duration.ZERO, () -> {
                LeaseState outcome = LeaseState.STUCK;
                try {
                    outcome = run(why);
                } finally {
                    over.complete(outcome);
                    then.accept(outcome);
                }
            });
        }

        private LeaseState run(String why) {
            Progress progress = new Progress(lease.intent(), LeaseState.ACTIVE, done, factory.listener(), time);
            lease.values().stream()
                    .map(GuardedValue::seenAliveAt)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(at -> progress.tolerate(() -> factory.listener().seenAlive(lease.intent(), at)));
            Instant last = lease.values().stream()
                    .map(GuardedValue::until)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            Duration left = Duration.between(time.now(), last).plus(Ending.SKEW);
            // Nothing is left if somebody has set the clock ahead; the authority is asked all the same.
            Duration least = revoker.limits().revoke();
            Duration bound = left.compareTo(least) < 0 ? least : left;
            return new Ending(progress, issuer, lease.estate(), revoker)
                    .run("by the guardian: " + why, bound)
                    .outcome();
        }
    }
}
