package io.github.jitcredentials.jenkins.config;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.policy.Decision;
import io.github.jitcredentials.policy.Policy;
import io.github.jitcredentials.policy.RulePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules as they are for usual builds. A build that somebody replayed with other words, or of a fork, is permitted something
 * only by rules that say so: those with a condition on {@code replayed} or {@code fork}.
 */
record UsualBuilds(RulePolicy rules) implements Policy {
    private static final List<String> UNUSUAL = List.of("replayed", "fork");

    @Override
    public Decision decide(Identity identity, CredentialRequest request) {
        Set<String> unusual = new TreeSet<>();
        for (String claim : UNUSUAL) {
            if (identity.claim(claim).filter("true"::equals).isPresent()) {
                unusual.add(claim);
            }
        }
        if (unusual.isEmpty()) {
            return rules.decide(identity, request);
        }
        Decision decision = rules.about(unusual).decide(identity, request);
        if (decision instanceof Decision.Permit) {
            return decision;
        }
        List<Problem> reasons = new ArrayList<>(decision.reasons());
        reasons.add(Problem.of(
                "the build is " + String.join(" and ", unusual) + ": only a rule counts that has a condition on that"));
        return new Decision.Deny(reasons);
    }
}
