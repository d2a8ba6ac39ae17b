package io.github.jitcredentials.document;

import java.util.List;
import java.util.Optional;

/** Named things in the order in which they were written. No name occurs twice. */
public record Mapping(Place place, List<Entry> entries) implements Node {
    /** One named thing. */
    public record Entry(Text key, Node value) {}

    public Mapping {
        entries = List.copyOf(entries);
        if (entries.stream().map(entry -> entry.key().value()).distinct().count() != entries.size()) {
            throw new IllegalArgumentException("a map names each thing once");
        }
    }

    public Optional<Entry> entry(String key) {
        return entries.stream().filter(entry -> entry.key().value().equals(key)).findFirst();
    }

    @Override
    public String kind() {
        return "a map";
    }
}
