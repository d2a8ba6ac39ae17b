package io.github.jitcredentials.document;

import io.github.jitcredentials.document.Mapping.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Makes nodes of a YAML parser's events and reports what is refused. */
final class TreeBuilder {
    private static final int DEEPEST = 16;

    /** A list or map whose end has not come yet. */
    private static final class Open {
        final Place place;
        final boolean mapping;
        final List<Node> items = new ArrayList<>();
        final Map<String, Entry> entries = new LinkedHashMap<>();

        @Nullable
        Text key;

        Open(Place place, boolean mapping) {
            this.place = place;
            this.mapping = mapping;
        }

        Node close() {
            return mapping ? new Mapping(place, List.copyOf(entries.values())) : new Sequence(place, items);
        }
    }

    private final String file;
    private final Problems problems;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Node root;
    private int documents;

    TreeBuilder(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    Optional<Node> root() {
        return Optional.ofNullable(root);
    }

    /** False if going on makes no sense, which has been reported. */
    boolean take(Event event) {
        Place place = event.getStartMark()
                .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Place.whole(file));
        if (event instanceof DocumentStartEvent) {
            return begin(place);
        }
        if (event instanceof AliasEvent) {
            problems.add(place, Hazard.ALIAS);
            return false;
        }
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            problems.add(place, Hazard.ANCHOR);
        }
        if (event instanceof ScalarEvent scalar) {
            scalar.getTag().ifPresent(tag -> problems.add(place, Hazard.TAG));
            add(text(scalar, place));
        } else if (event instanceof CollectionStartEvent start) {
            start.getTag().ifPresent(tag -> problems.add(place, Hazard.TAG));
            return descend(place, start instanceof MappingStartEvent);
        } else if (event instanceof CollectionEndEvent) {
            add(open.pop().close());
        }
        return true;
    }

    private boolean begin(Place place) {
        if (++documents > 1) {
            problems.add(place, Hazard.SECOND_DOCUMENT);
            return false;
        }
        return true;
    }

    private boolean descend(Place place, boolean mapping) {
        Open parent = open.peek();
        if (parent != null && parent.mapping && parent.key == null) {
            problems.add(place, Hazard.KEY_NOT_TEXT);
            return false;
        }
        if (open.size() == DEEPEST) {
            problems.add(place, Hazard.TOO_DEEP);
            return false;
        }
        open.push(new Open(place, mapping));
        return true;
    }

    private void add(Node node) {
        Open parent = open.peek();
        if (parent == null) {
            root = node;
        } else if (!parent.mapping) {
            parent.items.add(node);
        } else if (parent.key == null) {
            // Keys are scalars: descend() let no other node come here.
            parent.key = (Text) node;
        } else {
            put(parent, parent.key, node);
            parent.key = null;
        }
    }

    private void put(Open parent, Text key, Node value) {
        Entry first = parent.entries.putIfAbsent(key.value(), new Entry(key, value));
        if (first != null) {
            problems.add(
                    key.place(),
                    Hazard.DUPLICATE_KEY,
                    key.shown(),
                    first.key().place().line());
        }
    }

    /** Escapes and block scalars can hold what the file itself doesn't; that is replaced, so that no message repeats it. */
    private Text text(ScalarEvent scalar, Place place) {
        StringBuilder visible = new StringBuilder();
        scalar.getValue().codePoints().forEach(c -> {
            if (c == '\n') {
                problems.add(place, Hazard.LINES);
                visible.append(' ');
            } else if (Invisible.is(c)) {
                problems.add(place, Hazard.INVISIBLE, Invisible.name(c));
                visible.append('?');
            } else {
                visible.appendCodePoint(c);
            }
        });
        if (SecretLook.of(visible.toString())) {
            problems.add(place, Hazard.SECRET);
        }
        return new Text(place, visible.toString());
    }
}
