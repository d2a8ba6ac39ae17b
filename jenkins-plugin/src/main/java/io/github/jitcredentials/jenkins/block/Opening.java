package io.github.jitcredentials.jenkins.block;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.ServerDesk;
import io.github.jitcredentials.frontend.ServerDesk.Voucher;
import io.github.jitcredentials.jenkins.Watches;
import io.github.jitcredentials.lease.OwnerKind;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a block asks for, held against configuration and policy: all of it is decided before the first is issued. */
final class Opening {
    private final ServerDesk desk;
    private final Voucher voucher;
    private final String unit;
    private final boolean survives;
    private final Narrowing narrowing;

    /** One that is permitted. */
    record Decided(Wanted wanted, Profile profile, Permitted permitted, Map<String, String> variables) {
        boolean hasFiles() {
            return takesTheProfiles(wanted) && !profile.deliver().files().isEmpty();
        }
    }

    /**
     * @param unit what the block is called where people read of its leases
     * @param survives whether it goes on after a restart
     * @param narrowing how much less than its profiles it gets
     */
    Opening(ServerDesk desk, Voucher voucher, String unit, boolean survives, Narrowing narrowing) {
        this.desk = desk;
        this.voucher = voucher;
        this.unit = unit;
        this.survives = survives;
        this.narrowing = narrowing;
    }

    /** @throws JitException if one of them is not permitted, or can't be handed over */
    List<Decided> decide(List<Wanted> all) {
        List<Decided> decided = new ArrayList<>();
        Map<String, String> taken = new HashMap<>();
        for (Wanted wanted : all) {
            Profile profile = profile(wanted);
            Map<String, String> variables = variables(wanted, profile);
            variables.keySet().forEach(variable -> take(variable, profile, taken));
            if (takesTheProfiles(wanted)) {
                ServerDesk.fileVariables(profile).values().forEach(variable -> take(variable, profile, taken));
            }
            decided.add(new Decided(wanted, profile, decide(profile, wanted), variables));
        }
        return decided;
    }

    private Permitted decide(Profile profile, Wanted wanted) {
        try {
            Permitted permitted = desk.decide(profile, voucher, unit, purpose(wanted.purpose()));
            Watches.permitted(permitted.request(), permitted.rule(), permitted.overlooked());
            return permitted;
        } catch (JitException.Denied e) {
            Watches.denied(e.request(), e.problems());
            throw e;
        }
    }

    /** Issues one. @throws JitException as the issuer and the journal throw */
    CredentialSession issue(Decided one) {
        return desk.open(one.permitted(), voucher, owner(one.profile()));
    }

    /** A lease whose values change is its process's, which alone renews it; another outlives a restart as its block does. */
    OwnerKind owner(Profile profile) {
        return survives && profile.renewal().isEmpty() ? OwnerKind.DETACHED : OwnerKind.PROCESS;
    }

    private Profile profile(Wanted wanted) {
        Profile profile = narrowing.apply(desk.configuration().profile(wanted.profile(), "profile"));
        String ttl = wanted.ttl();
        if (ttl == null) {
            return profile;
        }
        try {
            return profile.shortened(Durations.parse(ttl), "ttl");
        } catch (IllegalArgumentException e) {
            throw new JitException.Misconfigured(new Problem(String.valueOf(e.getMessage()), "ttl", ""));
        }
    }

    /** How it is handed over. */
    private static boolean takesTheProfiles(Wanted wanted) {
        return wanted.variables().isEmpty() && !wanted.kept();
    }

    private Map<String, String> variables(Wanted wanted, Profile profile) {
        if (wanted.kept()) {
            checkThatItKeepsItsValue(profile);
            return Map.of();
        }
        if (wanted.variables().isEmpty()) {
            if (profile.deliver().env().isEmpty() && profile.deliver().files().isEmpty()) {
                throw new JitException.Misconfigured(new Problem(
                        "profile \"" + profile.name() + "\" has no delivery for a build",
                        "profile",
                        "say in its env or file how it is handed over, or name variables here"));
            }
            return profile.deliver().env();
        }
        desk.checkVariables(profile, wanted.variables(), "variables");
        checkThatItKeepsItsValue(profile);
        return wanted.variables();
    }

    private void checkThatItKeepsItsValue(Profile profile) {
        if (profile.renewal().isPresent() && !desk.keepsItsValue(profile)) {
            throw new JitException.Misconfigured(new Problem(
                    "the credential is renewed, and here it keeps its first value",
                    "profile \"" + profile.name() + "\"",
                    "hand it over as a file of withJitCredentials, or name a profile without renew"));
        }
    }

    private static void take(String variable, Profile profile, Map<String, String> taken) {
        String other = taken.put(variable, profile.name());
        if (other != null) {
            throw new JitException.Misconfigured(new Problem(
                    "\"" + other + "\" and \"" + profile.name() + "\" are both handed over in " + variable,
                    "variables",
                    "name other variables for one of them"));
        }
    }

    private static Optional<Purpose> purpose(@Nullable String said) {
        try {
            return said == null || said.isBlank() ? Optional.empty() : Optional.of(new Purpose(said));
        } catch (IllegalArgumentException e) {
            throw new JitException.Misconfigured(new Problem(String.valueOf(e.getMessage()), "purpose", ""));
        }
    }
}
