package io.github.jitcredentials.model;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks for.
 *
 * @param profile the configured name of what is asked
 * @param issuer the configured name of who is asked
 * @param scope what the credential shall open
 * @param ttl how long it may live, from the moment it is issued; 1 s to 24 h
 * @param renewedFor how long the task may go on, with one value after the other, each of which lives no longer than
 *     {@code ttl}; longer than that, at most 24 h; null if one value is all there is
 * @param task who asks, and why
 * @param to where the credential may go; null where its delivery has no destination
 */
public record CredentialRequest(
        String profile,
        String issuer,
        Scope scope,
        Duration ttl,
        @Nullable Duration renewedFor,
        Task task,
        @Nullable Destination to) {
    /** The longest a credential may live. */
    public static final Duration LONGEST = Duration.ofHours(24);

    public CredentialRequest {
        if (profile.isBlank() || issuer.isBlank() || scope.isEmpty()) {
            throw new IllegalArgumentException("a request names its profile, issuer and scope");
        }
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a credential lives 1s to 24h, not " + ttl);
        }
        if (renewedFor != null && (renewedFor.compareTo(ttl) <= 0 || renewedFor.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "a credential is renewed for longer than its " + ttl + ", and at most 24h, not " + renewedFor);
        }
    }

    /** One value, which is not renewed. */
    public CredentialRequest(
            String profile, String issuer, Scope scope, Duration ttl, Task task, @Nullable Destination to) {
        this(profile, issuer, scope, ttl, null, task, to);
    }

    /** How long the task may go on with it; empty if no longer than one value lives. */
    public Optional<Duration> renewal() {
        return Optional.ofNullable(renewedFor);
    }

    /** How long the task may have a credential: one value's life, or that of all of them together. */
    public Duration life() {
        return renewedFor == null ? ttl : renewedFor;
    }

    public Optional<Destination> destination() {
        return Optional.ofNullable(to);
    }

    /** The same request for less: another scope that this one contains, and a time to live that is not longer. */
    public CredentialRequest narrowed(Scope narrower, Duration shorter) {
        if (!scope.contains(narrower) || shorter.compareTo(ttl) > 0) {
            throw new IllegalArgumentException("narrowing cannot widen");
        }
        return new CredentialRequest(profile, issuer, narrower, shorter, renewedFor, task, to);
    }
}
