package io.github.jitcredentials.policy;

import io.github.jitcredentials.document.Fields;
import io.github.jitcredentials.document.Mapping.Entry;
import io.github.jitcredentials.document.Nearest;
import io.github.jitcredentials.document.Node;
import io.github.jitcredentials.document.Place;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.Text;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads rules; what is wrong with them is reported in the words of {@link RuleMistake}. */
final class RuleReader {
    private static final List<String> KEYS =
            List.of("permit", "from", "when", "max-ttl", "max-renew", "scope", "irrevocable", "mode");
    private static final List<String> MODES = List.of("enforce", "observe");
    private static final int LONGEST_NAME = 100;

    private final Map<String, Revocability> profiles;
    private final List<String> identities;
    private final Problems problems;

    /** Where there are no names at all, their section is wrong and has been reported; then rules may name anything. */
    RuleReader(Map<String, Revocability> profiles, List<String> identities, Problems problems) {
        this.profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
        this.identities = identities;
        this.problems = problems;
    }

    static List<Entry> rules(Node section, Problems problems) {
        return Fields.named(section, "policy", problems);
    }

    /** Empty if anything is wrong with the rule, which has been reported: half a rule would permit more than a whole one. */
    Optional<Rule> read(Entry entry) {
        int before = problems.count();
        Text name = entry.key();
        if (name.value().isBlank()
                || name.value().length() > LONGEST_NAME
                || name.value().contains(": ")) {
            problems.add(name.place(), RuleMistake.BAD_NAME, name.shown());
        }
        Optional<Fields> rule = Fields.of(entry.value(), name.place(), "rule " + name.shown(), KEYS, problems);
        if (rule.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = rule.get().needs("permit").needs("from").needs("when");
        Map<String, Revocability> permit = permit(fields);
        Optional<Rule.Wanted> from = from(fields);
        List<Condition> when = fields.node("when").map(this::when).orElse(List.of());
        Rule.Limits limits = limits(fields, name.place());
        boolean observes = fields.choice("mode", MODES).equals(Optional.of("observe"));
        // A secret in its place was reported before this reader came, and reads as nothing.
        boolean unreadable = from.isEmpty() || permit.isEmpty() || when.isEmpty();
        if (problems.count() > before || unreadable) {
            return Optional.empty();
        }
        return Optional.of(new Rule(name.value(), name.place(), permit, from.get(), when, limits, observes));
    }

    private Map<String, Revocability> permit(Fields fields) {
        Map<String, Revocability> known = new LinkedHashMap<>();
        for (Text profile : fields.texts("permit")) {
            if (profiles.isEmpty() || profiles.containsKey(profile.value())) {
                known.put(profile.value(), profiles.getOrDefault(profile.value(), Revocability.IMMEDIATE));
            } else {
                problems.add(
                        profile.place(), RuleMistake.UNKNOWN_PROFILE, profile.shown(), Text.named(profiles.keySet()));
            }
        }
        return known;
    }

    private Optional<Rule.Wanted> from(Fields fields) {
        Optional<Text> from = fields.text("from");
        if (from.isPresent()
                && !identities.isEmpty()
                && !identities.contains(from.get().value())) {
            Text text = from.get();
            problems.add(text.place(), RuleMistake.UNKNOWN_IDENTITY, text.shown(), Text.named(identities));
            return Optional.empty();
        }
        return from.map(text -> new Rule.Wanted(text.place(), text.value()));
    }

    private List<Condition> when(Node node) {
        List<Condition> conditions = new ArrayList<>();
        List<Entry> entries = Fields.named(node, "when", problems);
        for (Entry entry : entries) {
            Text claim = entry.key();
            if (!ClaimNames.isKnown(claim.value())) {
                unknown(claim);
                continue;
            }
            List<Match> wanted = new ArrayList<>();
            for (Text value : Fields.texts(entry.value(), claim.value(), problems)) {
                Match.read(Text.named(claim.value()), value, problems).ifPresent(wanted::add);
            }
            if (!wanted.isEmpty()) {
                conditions.add(new Condition(claim.place(), claim.value(), wanted));
            }
        }
        return conditions;
    }

    private void unknown(Text claim) {
        Optional<String> nearest = Nearest.to(claim.value(), ClaimNames.NORMALISED);
        if (nearest.isPresent()) {
            problems.add(claim.place(), RuleMistake.UNKNOWN_CLAIM, claim.shown(), nearest.get());
        } else {
            problems.add(
                    claim.place(), RuleMistake.NO_SUCH_CLAIM, claim.shown(), String.join(", ", ClaimNames.NORMALISED));
        }
    }

    private Rule.Limits limits(Fields fields, Place rule) {
        Place ttlPlace = fields.node("max-ttl").map(Node::place).orElse(rule);
        Place renewPlace = fields.node("max-renew").map(Node::place).orElse(rule);
        Place scopePlace = fields.node("scope").map(Node::place).orElse(rule);
        Duration maxTtl = fields.read("max-ttl", Durations::parse).orElse(null);
        Duration maxRenew = fields.read("max-renew", Durations::parse).orElse(null);
        Scope scope = fields.node("scope").map(this::scope).orElse(null);
        Place irrevocablePlace = fields.node("irrevocable").map(Node::place).orElse(rule);
        Irrevocable irrevocable = fields.choice("irrevocable", Irrevocable.words())
                .flatMap(Irrevocable::of)
                .orElse(Irrevocable.NONE);
        return new Rule.Limits(
                ttlPlace, maxTtl, renewPlace, maxRenew, scopePlace, scope, irrevocablePlace, irrevocable);
    }

    /** What the rule permits at most; of a part that is not named, nothing. */
    private Scope scope(Node node) {
        SortedMap<String, SortedSet<String>> parts = new TreeMap<>();
        for (Entry entry : Fields.named(node, "scope", problems)) {
            TreeSet<String> values = new TreeSet<>();
            Fields.texts(entry.value(), entry.key().value(), problems).forEach(text -> values.add(text.value()));
            if (!values.isEmpty() && !entry.key().value().isBlank()) {
                parts.put(entry.key().value(), values);
            }
        }
        return new Scope(parts);
    }
}
