package io.github.jitcredentials.document;

import io.github.jitcredentials.document.Mapping.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A map whose keys are known, read field by field. What is wrong goes to {@link Problems}, and the field reads as absent; so a
 * reader asks for all its fields first and gives up only then. Text that looks like a secret reads as absent too, without a
 * word: {@link StrictYaml} has reported it, and must not be quoted by another message.
 */
public final class Fields {
    private final Place place;
    private final String what;
    private final Mapping mapping;
    private final Problems problems;
    private final List<String> keys;
    private final Set<String> misspelt = new HashSet<>();

    private Fields(Place place, String what, Mapping mapping, Problems problems, List<String> keys) {
        this.place = place;
        this.what = what;
        this.mapping = mapping;
        this.problems = problems;
        this.keys = List.copyOf(keys);
    }

    /**
     * Takes a node as a map with known keys.
     *
     * @param place where it is named; missing fields are reported there
     * @param what the node, for people
     * @param keys all known keys; others are reported, with the nearest known one
     * @return empty if the node is no map, which has been reported
     */
    public static Optional<Fields> of(Node node, Place place, String what, List<String> keys, Problems problems) {
        if (!(node instanceof Mapping mapping)) {
            problems.add(node.place(), Shape.NOT_A_MAP, what, node.kind(), String.join(", ", keys));
            return Optional.empty();
        }
        Fields fields = new Fields(place, what, mapping, problems, keys);
        for (Entry entry : mapping.entries()) {
            Text key = entry.key();
            if (!keys.contains(key.value())) {
                unknown(key, what, keys, problems);
                Nearest.to(key.value(), keys).ifPresent(fields.misspelt::add);
            }
        }
        return Optional.of(fields);
    }

    /** Takes a node as a map from names, which its author chose, to what they mean; a node that is none has been reported. */
    public static List<Entry> named(Node node, String what, Problems problems) {
        if (!(node instanceof Mapping mapping)) {
            problems.add(node.place(), Shape.NOT_NAMED, what, node.kind());
            return List.of();
        }
        if (mapping.entries().isEmpty()) {
            problems.add(node.place(), Shape.NOTHING, what);
        }
        return mapping.entries();
    }

    /** Reports a word that is not known, with the nearest one that is. */
    public static void unknown(Text word, String where, List<String> known, Problems problems) {
        if (SecretLook.of(word.value())) {
            return;
        }
        Optional<String> nearest = Nearest.to(word.value(), known);
        if (nearest.isPresent()) {
            problems.add(word.place(), Shape.MISSPELT_KEY, word.shown(), where, nearest.get());
        } else {
            problems.add(word.place(), Shape.UNKNOWN_KEY, word.shown(), where, String.join(", ", known));
        }
    }

    /** Reports the field if it is absent, unless it is only misspelt. */
    public Fields needs(String key) {
        if (mapping.entry(known(key)).isEmpty() && !misspelt.contains(key)) {
            problems.add(place, Shape.MISSING, what, key);
        }
        return this;
    }

    public Optional<Node> node(String key) {
        return mapping.entry(known(key)).map(Entry::value);
    }

    /** The field as text that is not empty. */
    public Optional<Text> text(String key) {
        return node(key).flatMap(node -> text(node, key, problems));
    }

    /** A node as text that is not empty. */
    public static Optional<Text> text(Node node, String name, Problems problems) {
        if (!(node instanceof Text text)) {
            problems.add(node.place(), Shape.NOT_TEXT, Text.named(name), node.kind());
            return Optional.empty();
        }
        return usable(text, Text.named(name), problems);
    }

    /** The field as one text or a list of texts, none of them empty; an empty list if it is absent. */
    public List<Text> texts(String key) {
        return node(key).map(node -> texts(node, key, problems)).orElse(List.of());
    }

    /** A node as one text or a list of texts, none of them empty. */
    public static List<Text> texts(Node node, String name, Problems problems) {
        List<Node> items = node instanceof Sequence sequence ? sequence.items() : List.of(node);
        if (items.isEmpty()) {
            problems.add(node.place(), Shape.NOTHING, Text.named(name));
        }
        List<Text> texts = new ArrayList<>();
        for (Node item : items) {
            if (item instanceof Text text) {
                usable(text, Text.named(name), problems).ifPresent(texts::add);
            } else {
                problems.add(item.place(), Shape.NOT_TEXTS, Text.named(name), item.kind());
            }
        }
        return texts;
    }

    /**
     * The field as a value.
     *
     * @param reading turns text into the value, or throws {@link IllegalArgumentException} with a sentence for the author
     */
    public <T> Optional<T> read(String key, Function<String, T> reading) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(reading.apply(text.value()));
            } catch (IllegalArgumentException e) {
                problems.add(text.place(), Shape.UNREADABLE, key, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        });
    }

    /** The field as one of the words that are possible. */
    public Optional<String> choice(String key, List<String> possible) {
        return text(key).flatMap(text -> choice(key, text, possible));
    }

    /** The field as some of the words that are possible; those that are not are left out, which has been reported. */
    public List<String> choices(String key, List<String> possible) {
        return texts(key).stream()
                .flatMap(text -> choice(key, text, possible).stream())
                .toList();
    }

    private Optional<String> choice(String key, Text text, List<String> possible) {
        if (possible.contains(text.value())) {
            return Optional.of(text.value());
        }
        problems.add(text.place(), Shape.NOT_A_CHOICE, key, text.shown(), String.join(", ", possible));
        return Optional.empty();
    }

    /** Reports something about this map as a whole. */
    public void report(Mistake mistake, Object... arguments) {
        problems.add(place, mistake, arguments);
    }

    private static Optional<Text> usable(Text text, String key, Problems problems) {
        if (text.value().isBlank()) {
            problems.add(text.place(), Shape.NOTHING, key);
            return Optional.empty();
        }
        return SecretLook.of(text.value()) ? Optional.empty() : Optional.of(text);
    }

    private String known(String key) {
        if (!keys.contains(key)) {
            throw new IllegalArgumentException(key + " is not among the keys known in " + what);
        }
        return key;
    }
}
