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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a guardian does: holds leases, ends them when their owner is gone or has let a deadline pass, and then leaves. Orders are
 * taken on one thread; leases end on others, all at once.
 */
final class GuardianDuty {
    /** The owner ends its leases itself at their deadlines; only if it has not by then is it taken to be stopped. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** How often the two clocks are looked at. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final IssuerFactory factory;
    private final Revoker revoker;
    private final Time time;
    private final Consumer<Answer> answers;
    private final Map<LeaseId, Ward> wards = new ConcurrentHashMap<>();
    private final Map<Path, Takeover> journals = new ConcurrentHashMap<>();

    /** @param answers may be called from several threads */
    GuardianDuty(IssuerFactory factory, Revoker revoker, Consumer<Answer> answers) {
        this.factory = factory;
        this.revoker = revoker;
        this.time = revoker.time();
        this.answers = answers;
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
        wards.values().forEach(ward -> ward.end("its owner is gone", outcome -> {}));
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

    private void follow(Order order) {
        if (order instanceof Order.Hold hold) {
            answers.accept(hold(hold.lease()));
        } else if (order instanceof Order.Alive alive) {
            Optional.ofNullable(wards.get(alive.lease())).ifPresent(ward -> ward.seenAlive = Optional.of(alive.at()));
        } else if (order instanceof Order.Release release) {
            wards.remove(release.lease());
        }
    }

    private Answer hold(GuardedLease lease) {
        try {
            Ward ward = new Ward(
                    lease,
                    factory.create(lease.intent().issuer(), lease.intent().identity(), lease.secrets()));
            if (lease.journal() != null && !journals.containsKey(lease.journal())) {
                journals.put(lease.journal(), Takeover.of(lease.journal(), time));
            }
            wards.put(lease.id(), ward);
            watch(ward, time.nanos());
            return new Answer.Holding(lease.id());
        } catch (JitException e) {
            return new Answer.Refused(lease.id(), e.problems().get(0).what());
        } catch (IOException | RuntimeException | LinkageError e) {
            return new Answer.Refused(lease.id(), "it failed (" + e.getClass().getName() + ")");
        }
    }

    private void watch(Ward ward, long start) {
        if (wards.get(ward.lease.id()) != ward) {
            return;
        }
        Duration byWall = Duration.between(time.now(), ward.lease.deadline());
        Duration byMonotonic = ward.lease.remaining().minusNanos(time.nanos() - start);
        Duration left = (byWall.compareTo(byMonotonic) < 0 ? byWall : byMonotonic).plus(GRACE);
        if (left.isNegative() || left.isZero()) {
            ward.end(
                    "its deadline has passed and its owner did nothing",
                    outcome ->
                            answers.accept(new Answer.Ended(new Guardian.Ended(ward.lease.id(), outcome, time.now()))));
            return;
        }
        time.after(left.compareTo(LOOK) < 0 ? left : LOOK, () -> watch(ward, start));
    }

    private void write(Ward ward) {
        Path file = ward.lease.journal();
        if (file != null && journals.containsKey(file)) {
            journals.get(file).write(ward.lease.id(), ward.done.transitions());
        }
    }

    /** One lease in care. */
    private final class Ward {
        private final GuardedLease lease;
        private final CredentialIssuer issuer;
        private final Recollection done = new Recollection();
        private final CompletableFuture<LeaseState> over = new CompletableFuture<>();
        private final AtomicBoolean begun = new AtomicBoolean();
        private volatile Optional<Instant> seenAlive = Optional.empty();

        Ward(GuardedLease lease, CredentialIssuer issuer) {
            this.lease = lease;
            this.issuer = issuer;
        }

        /** Begins to end it, on another thread, and goes on until the authority accepts or it has expired. */
        void end(String why, Consumer<LeaseState> then) {
            if (begun.compareAndSet(false, true)) {
                time.after(Duration.ZERO, () -> {
                    LeaseState outcome = LeaseState.STUCK;
                    try {
                        Progress progress =
                                new Progress(lease.intent(), LeaseState.ACTIVE, done, factory.listener(), time);
                        seenAlive.ifPresent(
                                at -> progress.tolerate(() -> factory.listener().seenAlive(lease.intent(), at)));
                        Duration left =
                                Duration.between(time.now(), lease.expiresAt().plus(Ending.SKEW));
                        // Nothing is left if somebody has set the clock ahead; the authority is asked all the same.
                        Duration least = revoker.limits().revoke();
                        Duration bound = left.compareTo(least) < 0 ? least : left;
                        outcome = new Ending(progress, issuer, lease.handle(), lease.expiresAt(), revoker)
                                .run("by the guardian: " + why, () -> seenAlive, bound)
                                .outcome();
                    } finally {
                        over.complete(outcome);
                        then.accept(outcome);
                    }
                });
            }
        }
    }
}
