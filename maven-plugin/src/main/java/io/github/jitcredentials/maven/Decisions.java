package io.github.jitcredentials.maven;

import io.github.jitcredentials.maven.entry.GuardException;
import io.github.jitcredentials.model.JitException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What was decided about each profile, once a build, at the first project that needs it; a refusal holds for the build's other
 * projects too. Thread safe: projects built in parallel wait for the one that asks.
 */
final class Decisions<P> {
    private final BiFunction<P, String, Optional<Permit>> permits;
    private final Function<P, String> left;
    private final Console console;
    private final Refusals refusals;
    private final Map<P, Verdict> verdicts = new HashMap<>();

    private enum Kind {
        PERMITTED,
        LEFT,
        REFUSED
    }

    private record Verdict(Kind kind, Optional<JitException> refusal) {}

    /**
     * @param permits asks, for a profile and the execution that wants it; empty where the host's own settings are to serve
     * @param left says for people what becomes of a profile then
     */
    Decisions(
            BiFunction<P, String, Optional<Permit>> permits,
            Function<P, String> left,
            Console console,
            Refusals refusals) {
        this.permits = permits;
        this.left = left;
        this.console = console;
        this.refusals = refusals;
    }

    /** @throws GuardException if the build may not have it */
    synchronized void decide(P profile, String unit) {
        verdicts.computeIfAbsent(profile, p -> ask(p, unit)).refusal().ifPresent(refusal -> {
            throw refusals.of(refusal);
        });
    }

    /** Whether the profile's server is left to Maven's own settings. */
    synchronized boolean isLeft(P profile) {
        Verdict verdict = verdicts.get(profile);
        return verdict != null && verdict.kind() == Kind.LEFT;
    }

    private Verdict ask(P profile, String unit) {
        try {
            Optional<Permit> permit = permits.apply(profile, unit);
            if (permit.isPresent()) {
                console.info("jit-credentials: " + permit.get().sentence());
                return new Verdict(Kind.PERMITTED, Optional.empty());
            }
            console.warn("jit-credentials: nobody vouches for this build: " + left.apply(profile));
            return new Verdict(Kind.LEFT, Optional.empty());
        } catch (JitException e) {
            return new Verdict(Kind.REFUSED, Optional.of(e));
        }
    }
}
