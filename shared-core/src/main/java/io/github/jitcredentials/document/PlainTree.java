package io.github.jitcredentials.document;

import io.github.jitcredentials.document.Mapping.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Makes a document of what a program holds as maps, lists and texts, for a host that keeps its configuration in its own way. Each
 * node's place is the way to it from the root, as {@code policy.releases.maxTtl}.
 */
public final class PlainTree {
    private final UnaryOperator<String> spelt;
    private final Problems problems;

    private PlainTree(UnaryOperator<String> spelt, Problems problems) {
        this.spelt = spelt;
        this.problems = problems;
    }

    /**
     * Makes a document.
     *
     * @param value maps from text in their own order, lists, and texts; nothing else
     * @param root what the root is called
     * @param spelt how people spell a key in that host
     * @param problems gets what {@link Hazard} finds in texts; they read as empty then
     */
    public static Node of(Map<String, ?> value, String root, UnaryOperator<String> spelt, Problems problems) {
        return new PlainTree(spelt, problems).node(value, root);
    }

    private Node node(Object value, String way) {
        Place place = Place.whole(way);
        if (value instanceof Map<?, ?> map) {
            List<Entry> entries = new ArrayList<>();
            map.forEach((key, inner) -> {
                String name = String.valueOf(key);
                Text known = text(name, Place.whole(way + "." + spelt.apply(name)));
                entries.add(new Entry(known, node(inner, way + "." + spelt.apply(known.value()))));
            });
            return new Mapping(place, entries);
        }
        if (value instanceof List<?> list) {
            List<Node> items = new ArrayList<>();
            list.forEach(item -> items.add(node(item, way + "[" + items.size() + "]")));
            return new Sequence(place, items);
        }
        if (value instanceof String text) {
            return text(text, place);
        }
        throw new IllegalArgumentException("a plain tree holds maps, lists and texts");
    }

    private Text text(String text, Place place) {
        int line = text.indexOf('\n');
        int hidden = text.codePoints().filter(Invisible::is).findFirst().orElse(-1);
        if (line >= 0) {
            problems.add(place, Hazard.LINES);
        } else if (hidden >= 0) {
            problems.add(place, Hazard.INVISIBLE, Invisible.name(hidden));
        } else if (SecretLook.of(text)) {
            problems.add(place, Hazard.SECRET);
        } else {
            return new Text(place, text);
        }
        return new Text(place, "");
    }
}
