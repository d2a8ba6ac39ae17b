package io.github.jitcredentials.policy;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Problem;
import java.util.List;

/** What a policy says. */
public sealed interface Decision {
    /** Why not, or why it would not have been; one problem for each condition that does not hold. */
    List<Problem> reasons();

    /**
     * Yes.
     *
     * @param rule the name of the rule that says so
     * @param request what is permitted: what was asked for, or less
     * @param observed true if the rule does not permit this and only observes ({@code mode: observe}); every report says so
     * @param reasons why the rule would have denied it; empty unless observed
     */
    record Permit(String rule, CredentialRequest request, boolean observed, List<Problem> reasons) implements Decision {
        public Permit {
            reasons = List.copyOf(reasons);
            if (rule.isBlank() || observed == reasons.isEmpty()) {
                throw new IllegalArgumentException(
                        "a permit names its rule, and what it overlooks if it only observes");
            }
        }
    }

    /**
     * No.
     *
     * @param reasons every condition that does not hold in every rule that names the profile; at least one
     */
    record Deny(List<Problem> reasons) implements Decision {
        public Deny {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a denial has a reason");
            }
        }
    }
}
