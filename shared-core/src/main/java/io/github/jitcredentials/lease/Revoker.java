package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks an authority to end a credential until it does, and then whether it is dead. Every wait is bounded, also when a call never
 * returns. Thread safe; never throws for what the authority does.
 */
public final class Revoker {
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_TRY = Duration.ofSeconds(20);
    private static final Duration FIRST_LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final Time time;
    private final RandomGenerator random;
    private final Limits limits;
    private final Predicate<IssuerSpec> trusted;

    /** @param random for jitter only: many builds must not ask again at the same moment */
    public Revoker(Time time, RandomGenerator random, Limits limits) {
        this(time, random, limits, issuer -> true);
    }

    /**
     * @param trusted whether an alarm shows the command that an issuer has for doing it by hand: what somebody pastes as an
     *     administrator must not come from, or lead to, whoever is none
     */
    public Revoker(Time time, RandomGenerator random, Limits limits, Predicate<IssuerSpec> trusted) {
        this.time = time;
        this.random = random;
        this.limits = limits;
        this.trusted = trusted;
    }

    /** What somebody can type to end it by hand; empty if nothing. */
    String byHand(IssuerSpec spec, CredentialIssuer issuer, Handle handle) {
        return trusted.test(spec) ? issuer.byHand(handle) : "";
    }

    /** A part of the duration, between the two bounds, at random. */
    Duration portion(Duration whole, double least, double most) {
        return Duration.ofNanos((long) (whole.toNanos() * random.nextDouble(least, most)));
    }

    Time time() {
        return time;
    }

    Limits limits() {
        return limits;
    }

    /**
     * Revokes, with retry.
     *
     * @param bound for all tries together
     * @return why it was given up; empty if the authority accepted
     */
    Optional<Problem> revoke(CredentialIssuer issuer, Handle handle, Duration bound) {
        long start = time.nanos();
        Duration wait = FIRST_WAIT;
        while (true) {
            Duration left = bound.minusNanos(time.nanos() - start);
            Attempt<Boolean> attempt = attempt(left, () -> {
                issuer.revoke(handle);
                return Boolean.TRUE;
            });
            if (attempt.answer() != null) {
                return Optional.empty();
            }
            left = bound.minusNanos(time.nanos() - start);
            Duration pause = max(jittered(wait), attempt.retryAfter());
            if (attempt.isFinal() || pause.compareTo(left) >= 0) {
                return Optional.of(attempt.problem());
            }
            time.pause(pause);
            wait = min(wait.multipliedBy(2), LONGEST_WAIT);
        }
    }

    /**
     * Asks until the authority says that the credential is dead, or can't tell, or the limit for proofs is over.
     *
     * @return the last answer; UNKNOWN if there was none
     */
    Liveness lastWord(CredentialIssuer issuer, Handle handle) {
        long start = time.nanos();
        Duration wait = FIRST_LOOK;
        Liveness last = Liveness.UNKNOWN;
        while (true) {
            Duration left = limits.proof().minusNanos(time.nanos() - start);
            Attempt<Liveness> attempt = attempt(left, () -> issuer.probe(handle));
            Liveness answer = attempt.answer();
            if (answer != null) {
                last = answer;
            }
            left = limits.proof().minusNanos(time.nanos() - start);
            Duration pause = max(wait, attempt.retryAfter());
            if (answer == Liveness.DEAD
                    || answer == Liveness.UNKNOWN
                    || attempt.isFinal()
                    || pause.compareTo(left) >= 0) {
                return last;
            }
            time.pause(pause);
            wait = min(wait.multipliedBy(2), LONGEST_LOOK);
        }
    }

    /** One question, whose answer is waited for no longer than the limit. */
    private <T> Attempt<T> attempt(Duration limit, Supplier<T> question) {
        CompletableFuture<T> answer = time.start(question);
        if (!time.await(answer, min(limit, LONGEST_TRY))) {
            return Attempt.failed(Problem.of("the authority did not answer in time"), false, Duration.ZERO);
        }
        try {
            return Attempt.answered(answer.join());
        } catch (CompletionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * What came of one question.
     *
     * @param answer null if there was none
     * @param failure why not; null if there was one
     * @param isFinal whether asking again is of no use
     * @param retryAfter how long the authority wants to be left alone
     */
    private record Attempt<T>(@Nullable T answer, @Nullable Problem failure, boolean isFinal, Duration retryAfter) {
        static <T> Attempt<T> answered(T answer) {
            return new Attempt<>(answer, null, false, Duration.ZERO);
        }

        static <T> Attempt<T> failed(Problem problem, boolean isFinal, Duration retryAfter) {
            return new Attempt<>(null, problem, isFinal, retryAfter);
        }

        Problem problem() {
            return failure == null ? Problem.of("nothing is wrong") : failure;
        }
    }

    private static <T> Attempt<T> failed(Throwable e) {
        if (e instanceof JitException told) {
            Problem problem = told.problems().get(0);
            Duration retryAfter = told instanceof JitException.Unavailable unavailable
                    ? unavailable.retryAfter().orElse(Duration.ZERO)
                    : Duration.ZERO;
            boolean again = told instanceof JitException.Unavailable
                    || told instanceof JitException.Uncertain
                    || told instanceof JitException.NoIdentity;
            return Attempt.failed(problem, !again, retryAfter);
        }
        // Only the class is told: nobody vouches that the message of an unexpected exception holds no secret.
        Problem problem =
                Problem.of("the issuer failed unexpectedly (" + e.getClass().getName() + ")");
        boolean isFinal = e instanceof UnsupportedOperationException || e instanceof LinkageError;
        return Attempt.failed(problem, isFinal, Duration.ZERO);
    }

    /** Between half and all of it. */
    private Duration jittered(Duration wait) {
        long half = wait.toNanos() / 2;
        return Duration.ofNanos(half + random.nextLong(half + 1));
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
