package io.github.jitcredentials.policy;

import io.github.jitcredentials.document.Place;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule, ready to be asked.
 *
 * @param permit the profiles it may permit, and what can be done about a credential of each
 * @param from the identity whose word it takes
 * @param when what must be claimed, at least one condition
 * @param limits the most it permits
 * @param observes whether it permits also what its conditions and limits don't, and says so
 */
record Rule(
        String name,
        Place place,
        Map<String, Revocability> permit,
        Wanted from,
        List<Condition> when,
        Limits limits,
        boolean observes) {
    /** A value and where it is written. */
    record Wanted(Place place, String value) {}

    /** Upper bounds; null where there is none. The places are the rule's where there is none. */
    record Limits(
            Place ttlPlace,
            @Nullable Duration maxTtl,
            Place renewPlace,
            @Nullable Duration maxRenew,
            Place scopePlace,
            @Nullable Scope scope,
            Place irrevocablePlace,
            Irrevocable irrevocable) {}

    Rule {
        permit = Map.copyOf(permit);
        when = List.copyOf(when);
        if (permit.isEmpty() || when.isEmpty()) {
            throw new IllegalArgumentException("a rule permits something under some condition");
        }
    }

    /** Whether the identity is vouched for by the one whose word this rule takes. Holds for rules that observe too. */
    boolean listensTo(Identity identity) {
        return from.value().equals(identity.source());
    }

    /** Whether there is a condition on each of the claims. */
    boolean isAbout(Set<String> claims) {
        return when.stream().map(Condition::claim).toList().containsAll(claims);
    }

    /** Whether a condition on one of the claims is met by none of the values. */
    boolean isUnmet(Set<String> claims, Collection<String> values) {
        return when.stream()
                .filter(condition -> claims.contains(condition.claim()))
                .anyMatch(condition -> values.stream().noneMatch(condition::isMetBy));
    }

    /** All that speaks against the request, each with its place; empty if the rule permits it. */
    List<Problem> objections(Identity identity, CredentialRequest request) {
        List<Problem> objections = new ArrayList<>();
        if (!listensTo(identity)) {
            objections.add(
                    objection(from.place(), "the identity is " + identity.source() + ", wanted " + from.value()));
        }
        for (Condition condition : when) {
            condition.failure(identity).ifPresent(why -> objections.add(objection(condition.place(), why)));
        }
        Irrevocable needed = Irrevocable.needed(permit.getOrDefault(request.profile(), Revocability.IMMEDIATE));
        if (needed.compareTo(limits.irrevocable()) > 0) {
            objections.add(objection(
                    limits.irrevocablePlace(),
                    "what " + request.issuer() + " gives can't be revoked, and "
                            + (needed == Irrevocable.STORED ? "does not end" : "lives until it expires")
                            + ", wanted irrevocable: " + needed.word()));
        }
        Duration maxTtl = limits.maxTtl();
        if (maxTtl != null && request.ttl().compareTo(maxTtl) > 0) {
            objections.add(objection(
                    limits.ttlPlace(),
                    "ttl " + Durations.format(request.ttl()) + " is longer than max-ttl " + Durations.format(maxTtl)
                            + ", ask for less"));
        }
        Duration maxRenew = limits.maxRenew();
        Optional<Duration> renewal = request.renewal();
        if (maxRenew != null && renewal.isPresent() && renewal.get().compareTo(maxRenew) > 0) {
            objections.add(objection(
                    limits.renewPlace(),
                    "renew " + Durations.format(renewal.get()) + " is longer than max-renew "
                            + Durations.format(maxRenew) + ", ask for less"));
        }
        Scope most = limits.scope();
        if (most != null) {
            request.scope().parts().forEach((part, values) -> values.stream()
                    .filter(value -> !most.part(part).contains(value))
                    .forEach(value -> objections.add(objection(limits.scopePlace(), beyond(part, value, most)))));
        }
        return objections;
    }

    private static String beyond(String part, String value, Scope most) {
        String bound = most.part(part).isEmpty() ? "none" : String.join(" ", most.part(part));
        return part + " " + value + " is more than the rule permits (" + bound + "), ask for less";
    }

    private Problem objection(Place place, String what) {
        return new Problem(name + ": " + what, place.row(), "");
    }
}
