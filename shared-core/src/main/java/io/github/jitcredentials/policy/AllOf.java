package io.github.jitcredentials.policy;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Several policies, all of which must permit. */
record AllOf(List<Policy> policies) implements Policy {
    AllOf {
        policies = List.copyOf(policies);
        if (policies.isEmpty()) {
            throw new IllegalArgumentException("where no policy is, nothing is permitted");
        }
    }

    @Override
    public Decision decide(Identity identity, CredentialRequest request) {
        List<Problem> denied = new ArrayList<>();
        List<Problem> overlooked = new ArrayList<>();
        String rules = "";
        CredentialRequest permitted = request;
        for (Policy policy : policies) {
            Decision decision = policy.decide(identity, permitted);
            if (decision instanceof Decision.Permit permit) {
                rules = permit.rule() + (rules.isEmpty() ? "" : ", within " + rules);
                permitted = permit.request();
                overlooked.addAll(permit.reasons());
            } else {
                denied.addAll(decision.reasons());
            }
        }
        return denied.isEmpty()
                ? new Decision.Permit(rules, permitted, !overlooked.isEmpty(), overlooked)
                : new Decision.Deny(inOrder(denied));
    }

    /** What is about no place in particular comes last, and once. */
    private static List<Problem> inOrder(List<Problem> reasons) {
        return Stream.concat(
                        reasons.stream().filter(reason -> !reason.where().isEmpty()),
                        reasons.stream().filter(reason -> reason.where().isEmpty()))
                .distinct()
                .toList();
    }
}
