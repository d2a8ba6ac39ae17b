package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Text;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Task;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a step may ask for, by name.
 *
 * @param issuer the name of who is asked
 * @param ttl how long the credential may live, 1 s to 24 h
 * @param renew how long the task may go on, with one value after the other; null if one value is all it gets
 * @param purpose the default purpose, with {@code {claim}} for what the identity claims
 * @param to where the credential may go; null where nobody is told
 * @param onLeak what is done when it was about to be shown
 */
public record Profile(
        String name,
        String issuer,
        Scope scope,
        Duration ttl,
        @Nullable Duration renew,
        String purpose,
        @Nullable Destination to,
        Delivery deliver,
        OnLeak onLeak) {
    public Profile {
        if (name.isBlank() || issuer.isBlank() || scope.isEmpty()) {
            throw new IllegalArgumentException("a profile has a name, an issuer and a scope");
        }
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(CredentialRequest.LONGEST) > 0) {
            throw new IllegalArgumentException("a credential lives 1s to 24h");
        }
        if (renew != null && (renew.compareTo(ttl) <= 0 || renew.compareTo(CredentialRequest.LONGEST) > 0)) {
            throw new IllegalArgumentException("a credential is renewed for longer than its ttl, and at most 24h");
        }
        PurposeTemplate.check(purpose);
        if (deliver.server() != null && to == null) {
            throw new IllegalArgumentException("a Maven server's credential has a destination");
        }
        if (to == null && deliver.logins().findAny().isPresent()) {
            throw new IllegalArgumentException("a login has a destination");
        }
    }

    public Optional<Destination> destination() {
        return Optional.ofNullable(to);
    }

    /** How long the task may go on with it; empty if no longer than one value lives. */
    public Optional<Duration> renewal() {
        return Optional.ofNullable(renew);
    }

    /** The request of one task. */
    public CredentialRequest request(Task task) {
        return new CredentialRequest(name, issuer, scope, ttl, renew, task, to);
    }

    /**
     * The same profile for a shorter time.
     *
     * @param spelling what the host calls the setting that wants it
     * @throws JitException.Misconfigured if it is longer: a call may ask for less than its profile, never for more
     */
    public Profile shortened(Duration shorter, String spelling) {
        if (shorter.compareTo(ttl) > 0) {
            throw new JitException.Misconfigured(
                    SettingMistake.TTL_TOO_LONG.at(spelling, Durations.format(shorter), Durations.format(ttl), name));
        }
        return new Profile(name, issuer, scope, shorter, renew, purpose, to, deliver, onLeak);
    }

    /**
     * The same profile for less.
     *
     * @param smaller what it opens then
     * @param spelling what the host calls the setting that wants it
     * @throws JitException.Misconfigured if it is more: one may ask for less than a profile, never for more
     */
    public Profile within(Scope smaller, String spelling) {
        if (!scope.contains(smaller)) {
            throw new JitException.Misconfigured(
                    ServerMistake.SCOPE_TOO_WIDE.at(spelling, Text.shown(smaller.toString()), scope, name));
        }
        return new Profile(name, issuer, smaller, ttl, renew, purpose, to, deliver, onLeak);
    }

    /** The same profile of another issuer, which is called otherwise in another configuration. */
    public Profile of(String otherIssuer) {
        return new Profile(name, otherIssuer, scope, ttl, renew, purpose, to, deliver, onLeak);
    }

    /**
     * Why the credential is wanted: what the call said, in its own words, else the profile's purpose. There, a claim that
     * is absent reads {@code unknown}.
     *
     * @param said what the call said; null or blank if nothing
     * @throws JitException.Misconfigured if that is no purpose: more than 200 characters, or not printable. Nothing is cut or
     *     cleaned, also where a claim is to blame
     */
    public Purpose purpose(Identity identity, @Nullable String said) {
        try {
            return said == null || said.isBlank() ? PurposeTemplate.expand(purpose, identity) : new Purpose(said);
        } catch (IllegalArgumentException e) {
            throw new JitException.Misconfigured(new Problem(
                    String.valueOf(e.getMessage()),
                    "purpose of \"" + name + "\"",
                    "say another purpose, without the claim that makes it so"));
        }
    }
}
