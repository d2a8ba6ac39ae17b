package io.github.jitcredentials.maven;

import io.github.jitcredentials.maven.entry.GuardException;
import io.github.jitcredentials.model.JitException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was decided about each profile, once a build, at the first project that needs it; a refusal holds for the build's other
 * projects too. Thread safe: projects built in parallel wait for the one that asks.
 */
final class Decisions {
    private final Desk desk;
    private final Console console;
    private final Refusals refusals;
    private final Map<ServerProfile, Verdict> verdicts = new HashMap<>();

    private enum Kind {
        PERMITTED,
        LEFT,
        REFUSED
    }

    private record Verdict(Kind kind, Optional<JitException> refusal) {}

    Decisions(Desk desk, Console console, Refusals refusals) {
        this.desk = desk;
        this.console = console;
        this.refusals = refusals;
    }

    /** @throws GuardException if the build may not have it */
    synchronized void decide(ServerProfile profile, String unit) {
        verdicts.computeIfAbsent(profile, p -> ask(p, unit)).refusal().ifPresent(refusal -> {
            throw refusals.of(refusal);
        });
    }

    /** Whether the profile's server is left to Maven's own settings. */
    synchronized boolean isLeft(ServerProfile profile) {
        Verdict verdict = verdicts.get(profile);
        return verdict != null && verdict.kind() == Kind.LEFT;
    }

    private Verdict ask(ServerProfile profile, String unit) {
        try {
            Optional<Permit> permit = desk.permit(profile, unit);
            if (permit.isPresent()) {
                console.info("jit-credentials: " + permit.get().sentence());
                return new Verdict(Kind.PERMITTED, Optional.empty());
            }
            console.warn("jit-credentials: nobody vouches for this build: server \"" + profile.server()
                    + "\" is left to settings.xml, nothing is minted for it");
            return new Verdict(Kind.LEFT, Optional.empty());
        } catch (JitException e) {
            return new Verdict(Kind.REFUSED, Optional.of(e));
        }
    }
}
