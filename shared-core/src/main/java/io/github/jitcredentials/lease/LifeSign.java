package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.model.Handle;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The authority's word that a credential is alive, without which its later word that it is dead would prove nothing. Asked for as
 * soon as the task has the secret, off its path. Thread safe.
 */
final class LifeSign {
    private final Time time;
    private final CredentialIssuer issuer;
    private final Handle handle;
    private final Consumer<Instant> onAlive;
    private @Nullable Instant seenAt;
    private @Nullable CompletableFuture<Boolean> asked;

    /** @param onAlive is told when the authority says "alive" for the first time; what it throws is lost */
    LifeSign(Time time, CredentialIssuer issuer, Handle handle, Consumer<Instant> onAlive) {
        this.time = time;
        this.issuer = issuer;
        this.handle = handle;
        this.onAlive = onAlive;
    }

    /** Asks, on another thread. */
    synchronized void ask() {
        CompletableFuture<Boolean> answered = new CompletableFuture<>();
        asked = answered;
        time.after(Duration.ZERO, () -> {
            try {
                answered.complete(hear(issuer.probe(handle)));
            } catch (RuntimeException | LinkageError e) {
                // No answer: whoever needs one asks again.
                answered.complete(false);
            }
        });
    }

    /**
     * When the authority said "alive". Waits for the answer, and asks again if the last question had none.
     *
     * @param limit for all of that
     */
    Optional<Instant> settled(Duration limit) {
        long start = time.nanos();
        if (seen().isEmpty() && !isAnswered(limit)) {
            Duration left = limit.minusNanos(time.nanos() - start);
            if (left.compareTo(Duration.ZERO) > 0) {
                ask();
                isAnswered(left);
            }
        }
        return seen();
    }

    synchronized Optional<Instant> seen() {
        return Optional.ofNullable(seenAt);
    }

    /** Waits for the last question's answer; a question that nobody has asked is asked. */
    private boolean isAnswered(Duration limit) {
        CompletableFuture<Boolean> last;
        synchronized (this) {
            if (asked == null) {
                ask();
            }
            last = asked;
        }
        return last != null && time.await(last, limit) && last.join();
    }

    /** @return whether that was an answer, whatever it says */
    private boolean hear(Liveness answer) {
        if (answer == Liveness.ALIVE) {
            Instant now = time.now();
            synchronized (this) {
                if (seenAt != null) {
                    return true;
                }
                seenAt = now;
                asked = null;
            }
            onAlive.accept(now);
        }
        return true;
    }
}
