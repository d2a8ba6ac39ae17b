package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.lease.Estate.Lost;
import io.github.jitcredentials.lease.Estate.Part;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The end of one lease with all its values, the same for its keeper, the guardian and a sweep: revoke, then prove. Never throws.
 */
final class Ending {
    /** An authority's clock may be behind ours by this much: until then a credential that expired may be alive there. */
    static final Duration SKEW = Duration.ofSeconds(60);

    private final Progress progress;
    private final CredentialIssuer issuer;
    private final Estate estate;
    private final Revoker revoker;

    Ending(Progress progress, CredentialIssuer issuer, Estate estate, Revoker revoker) {
        this.progress = progress;
        this.issuer = issuer;
        this.estate = estate;
        this.revoker = revoker;
    }

    /**
     * What became of it.
     *
     * @param outcome where the lease is now
     * @param revokedAt when the authority accepted; null if it did not
     * @param provenAt when the authority said "dead"; null if that does not count or was not heard
     * @param aliveUntil until when it may be alive; null if it is dead at the authority; {@link Instant#MAX} if nothing ends it
     * @param problem what a person should know; null if nothing
     */
    record Result(
            LeaseState outcome,
            @Nullable Instant revokedAt,
            @Nullable Instant provenAt,
            @Nullable Instant aliveUntil,
            @Nullable Problem problem) {
        static Result unended() {
            return new Result(LeaseState.UNENDED, null, null, Instant.MAX, null);
        }

        static Result expired() {
            return new Result(LeaseState.EXPIRED, null, null, null, null);
        }
    }

    /**
     * What became of one value.
     *
     * @param seenAlive when the authority had said "alive" before it was revoked
     * @param revokedAt when the authority accepted; null if it did not, or was not asked
     * @param refusal why it did not; null otherwise
     */
    private record Ended(
            Part part,
            Optional<Instant> seenAlive,
            @Nullable Instant revokedAt,
            @Nullable Problem refusal) {}

    static boolean isExpired(Instant until, Instant now) {
        // Not the other way round: there is nothing after Instant.MAX, which is what has no end.
        return now.minus(SKEW).isAfter(until);
    }

    /**
     * Ends a lease that is ACTIVE, RENEWING, STUCK, REVOKING, or ISSUING with a handle.
     *
     * @param why for the journal
     * @param bound for revoking what is known at the beginning, all tries together
     */
    Result run(String why, Duration bound) {
        if (progress.state() == LeaseState.STUCK) {
            progress.note(LeaseEvent.RETRY, why);
        } else if (progress.state() != LeaseState.REVOKING) {
            progress.note(LeaseEvent.END, why);
        }
        // Asked also about what our clock says has expired: it may have been set ahead, and the authority's was not.
        IssuerFacts facts = issuer.facts();
        boolean revocable = facts.revocability().isRevocable();
        List<Ended> ended = new ArrayList<>(end(estate.parts(), facts, revocable, bound));
        estate.settle(revoker.limits().revoke());
        List<Part> late = estate.parts().stream()
                .filter(part -> ended.stream().noneMatch(known -> known.part().value() == part.value()))
                .toList();
        ended.addAll(end(late, facts, revocable, revoker.limits().revoke()));
        Instant now = revoker.time().now();
        List<Lost> lost = estate.lost().stream()
                .filter(value -> !isExpired(value.until(), now))
                .toList();
        if (lost.isEmpty()
                && ended.stream()
                        .allMatch(one ->
                                one.revokedAt() == null && isExpired(one.part().until(), now))) {
            return outOfTime(ended);
        }
        return revocable ? judged(facts, ended, lost, now) : left(facts, ended, lost, now);
    }

    private Result outOfTime(List<Ended> ended) {
        Problem refusal = ended.stream()
                .map(Ended::refusal)
                .filter(why -> why != null)
                .findFirst()
                .orElse(null);
        progress.note(LeaseEvent.TIME_PASSED, refusal == null ? "" : refusal.what());
        return new Result(LeaseState.EXPIRED, null, null, null, refusal);
    }

    private Result left(IssuerFacts facts, List<Ended> ended, List<Lost> lost, Instant now) {
        if (facts.revocability() == Revocability.NEVER) {
            progress.note(LeaseEvent.LEFT_AS_IT_IS, "");
            return Result.unended();
        }
        Instant until = latest(ended, lost, now);
        progress.note(LeaseEvent.LEFT_TO_EXPIRE, "alive until " + until);
        return new Result(LeaseState.EXPIRED, null, null, until, null);
    }

    private Result judged(IssuerFacts facts, List<Ended> ended, List<Lost> lost, Instant now) {
        List<Ended> refused = ended.stream()
                .filter(one -> one.refusal() != null && !isExpired(one.part().until(), now))
                .toList();
        if (!refused.isEmpty()) {
            Problem why = refused.get(0).refusal();
            Problem alarm = alarm(
                    "lease " + id() + " is not revoked: " + (why == null ? "" : why.what()), facts, refused, lost, now);
            progress.note(LeaseEvent.GAVE_UP, alarm);
            return new Result(LeaseState.STUCK, null, null, latest(refused, lost, now), alarm);
        }
        Instant revokedAt = ended.stream()
                .map(Ended::revokedAt)
                .filter(at -> at != null)
                .max(Comparator.naturalOrder())
                .orElse(now);
        if (!lost.isEmpty()) {
            Problem alarm = unknown(lost, facts.url());
            progress.note(LeaseEvent.VALUE_UNKNOWN, alarm);
            return new Result(LeaseState.UNCERTAIN, revokedAt, null, latest(List.of(), lost, now), alarm);
        }
        progress.note(LeaseEvent.REVOCATION_ACCEPTED, "");
        boolean provable = estate.restIsProven()
                && ended.stream().allMatch(one -> one.seenAlive().isPresent() && one.revokedAt() != null);
        return provable ? prove(facts, ended, revokedAt) : new Result(LeaseState.REVOKED, revokedAt, null, null, null);
    }

    private Result prove(IssuerFacts facts, List<Ended> ended, Instant revokedAt) {
        List<Liveness> words =
                each(ended, one -> revoker.lastWord(issuer, one.part().handle()));
        if (words.stream().allMatch(word -> word == Liveness.DEAD)) {
            Instant provenAt = revoker.time().now();
            progress.note(LeaseEvent.SEEN_DEAD, "");
            return new Result(LeaseState.PROVEN, revokedAt, provenAt, null, null);
        }
        if (words.contains(Liveness.ALIVE)) {
            List<Ended> alive = new ArrayList<>();
            for (int i = 0; i < words.size(); i++) {
                if (words.get(i) == Liveness.ALIVE) {
                    alive.add(ended.get(i));
                }
            }
            Instant now = revoker.time().now();
            Problem alarm = alarm(
                    "lease " + id() + " is still alive: the authority accepted the revocation and says so",
                    facts,
                    alive,
                    List.of(),
                    now);
            progress.note(LeaseEvent.STILL_ALIVE, alarm);
            return new Result(LeaseState.STUCK, revokedAt, null, latest(alive, List.of(), now), alarm);
        }
        return new Result(LeaseState.REVOKED, revokedAt, null, null, null);
    }

    /** Revokes, all at the same time: one that an authority does not accept must not keep the others alive. */
    private List<Ended> end(List<Part> parts, IssuerFacts facts, boolean revocable, Duration bound) {
        return each(parts, part -> {
            if (!revocable) {
                return new Ended(part, Optional.empty(), null, null);
            }
            Optional<Instant> alive = facts.provable() ? part.seenAlive().get() : Optional.empty();
            Optional<Problem> refusal = revoker.revoke(issuer, part.handle(), bound);
            return refusal.isPresent()
                    ? new Ended(part, alive, null, refusal.get())
                    : new Ended(part, alive, revoker.time().now(), null);
        });
    }

    /** Does the same for each; every one of them is bounded in time. */
    private <T, R> List<R> each(List<T> items, Function<T, R> step) {
        if (items.size() <= 1) {
            return items.stream().map(step).toList();
        }
        List<CompletableFuture<R>> all = items.stream()
                .map(item -> revoker.time().start(() -> step.apply(item)))
                .toList();
        while (!revoker.time().await(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)), SKEW)) {
            // Each of them ends by its own bound.
        }
        return all.stream().map(CompletableFuture::join).toList();
    }

    private String id() {
        return progress.intent().lease().toString();
    }

    private Problem unknown(List<Lost> lost, String where) {
        return new Problem(
                "lease " + id() + " may have one more value, which was asked for and never came",
                where,
                "it may be alive until "
                        + seconds(latest(List.of(), lost, Instant.MIN)) + "; look for request "
                        + lost.stream().map(Lost::requestId).collect(Collectors.joining(", ")) + " there");
    }

    private Problem alarm(String what, IssuerFacts facts, List<Ended> alive, List<Lost> lost, Instant now) {
        String requests = Stream.concat(
                        alive.stream().map(one -> one.part().requestId()),
                        lost.stream().map(Lost::requestId))
                .collect(Collectors.joining(", "));
        String commands = alive.stream()
                .map(one -> revoker.byHand(
                        progress.intent().issuer(), issuer, one.part().handle()))
                .filter(command -> !command.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
        return new Problem(
                what,
                facts.url(),
                "alive until " + seconds(latest(alive, lost, now)) + "; revoke it there by hand: request " + requests
                        + ", profile " + progress.intent().request().profile()
                        + (commands.isEmpty() ? "" : ": " + commands));
    }

    private static Instant latest(List<Ended> ended, List<Lost> lost, Instant otherwise) {
        return Stream.concat(
                        ended.stream().map(one -> one.part().until()),
                        lost.stream().map(Lost::until))
                .max(Comparator.naturalOrder())
                .orElse(otherwise);
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
