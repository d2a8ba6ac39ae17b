package io.github.jitcredentials.model;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a credential opens, in its issuer's own words: named parts, each a set of values, for example
 * {@code {scope=[repo:write]}} or {@code {repositories=[app], permissions=[contents:write]}}.
 *
 * <p>A part that is absent opens nothing here. Adapters for issuers that read an absent part as "everything" must always name it.
 */
public record Scope(SortedMap<String, SortedSet<String>> parts) {
    public Scope {
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        parts.forEach((name, values) -> {
            if (name.isBlank() || values.isEmpty() || values.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("a scope's parts have names and values");
            }
            copy.put(name, Collections.unmodifiableSortedSet(new TreeSet<>(values)));
        });
        parts = Collections.unmodifiableSortedMap(copy);
    }

    public static Scope of(Map<String, ? extends Set<String>> parts) {
        SortedMap<String, SortedSet<String>> sorted = new TreeMap<>();
        parts.forEach((name, values) -> sorted.put(name, new TreeSet<>(values)));
        return new Scope(sorted);
    }

    public static Scope of(String part, String... values) {
        return of(Map.of(part, Set.of(values)));
    }

    /** Whether everything that {@code other} opens is opened by this too. */
    public boolean contains(Scope other) {
        return other.parts.entrySet().stream()
                .allMatch(part -> parts.getOrDefault(part.getKey(), Collections.emptySortedSet())
                        .containsAll(part.getValue()));
    }

    /** The values of one part; empty if it is absent. */
    public SortedSet<String> part(String name) {
        return parts.getOrDefault(name, Collections.emptySortedSet());
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** For people: the values alone where there is one part, {@code name=values} otherwise. */
    @Override
    public String toString() {
        if (parts.size() == 1) {
            return String.join(" ", parts.get(parts.firstKey()));
        }
        return parts.entrySet().stream()
                .map(part -> part.getKey() + "=" + String.join(",", part.getValue()))
                .collect(Collectors.joining(" "));
    }
}
