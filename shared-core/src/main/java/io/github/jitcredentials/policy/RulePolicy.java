package io.github.jitcredentials.policy;

import io.github.jitcredentials.document.Mapping.Entry;
import io.github.jitcredentials.document.Node;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one file. The first rule in the file that permits a request wins; if none does, the first that would permit it
 * but for what it only observes; else it is denied. Immutable and thread safe.
 */
public final class RulePolicy implements Policy {
    private final List<Rule> rules;

    private RulePolicy(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Compiles the {@code policy} section of a file.
     *
     * @param section a map from names of rules to rules
     * @param profiles the names that rules may permit, and what can be done about a credential of each
     * @param identities the names that rules may listen to
     * @param problems gets what is wrong; rules that are wrong permit nothing
     */
    public static RulePolicy read(
            Node section, Map<String, Revocability> profiles, Collection<String> identities, Problems problems) {
        RuleReader reader = new RuleReader(profiles, List.copyOf(identities), problems);
        List<Rule> rules = new ArrayList<>();
        for (Entry entry : RuleReader.rules(section, problems)) {
            reader.read(entry).ifPresent(rules::add);
        }
        return new RulePolicy(rules);
    }

    /** Whether any rule names the profile. */
    public boolean names(String profile) {
        return rules.stream().anyMatch(rule -> rule.permit().containsKey(profile));
    }

    /** The same with only those rules that say something about each of these claims. */
    public RulePolicy about(Set<String> claims) {
        return new RulePolicy(
                rules.stream().filter(rule -> rule.isAbout(claims)).toList());
    }

    /**
     * The rules, by name, that none of these identities can ever meet as far as these claims go: each has a condition on one of
     * them that none of the values meets. What other claims would have to be is not looked at.
     *
     * @param claims names of one claim, in all its spellings
     * @param values what it can be
     */
    public List<String> unmet(Set<String> claims, Collection<String> values) {
        return rules.stream()
                .filter(rule -> rule.isUnmet(claims, values))
                .map(Rule::name)
                .toList();
    }

    @Override
    public Decision decide(Identity identity, CredentialRequest request) {
        List<Problem> reasons = new ArrayList<>();
        Decision.@Nullable Permit observed = null;
        boolean named = false;
        for (Rule rule : rules) {
            if (!rule.permit().containsKey(request.profile())) {
                continue;
            }
            named = true;
            List<Problem> objections = rule.objections(identity, request);
            if (objections.isEmpty()) {
                return new Decision.Permit(rule.name(), request, false, List.of());
            }
            if (observed == null && rule.observes() && rule.listensTo(identity)) {
                observed = new Decision.Permit(rule.name(), request, true, objections);
            }
            reasons.addAll(objections);
        }
        if (observed != null) {
            return observed;
        }
        reasons.add(Problem.of("no " + (named ? "other " : "") + "rule names \"" + request.profile() + "\""));
        return new Decision.Deny(reasons);
    }
}
