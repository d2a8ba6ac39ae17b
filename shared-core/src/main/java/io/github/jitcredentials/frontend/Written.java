package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Mapping;
import io.github.jitcredentials.document.Mapping.Entry;
import io.github.jitcredentials.document.Node;
import io.github.jitcredentials.document.Place;
import io.github.jitcredentials.document.Sequence;
import io.github.jitcredentials.document.Text;
import java.util.Optional;

/**
 * A configuration, and where each part of it is written.
 *
 * @param file what messages call it
 */
record Written(String file, Configuration configuration, Node root) {
    /** Where a part is written; the nearest thing around it, if it is not. */
    Place place(String... path) {
        Place place = root.place();
        Node node = root;
        for (String key : path) {
            Optional<Entry> entry = node instanceof Mapping mapping ? mapping.entry(key) : Optional.empty();
            if (entry.isEmpty()) {
                return place;
            }
            node = entry.get().value();
            place = node instanceof Text ? node.place() : entry.get().key().place();
        }
        return place;
    }

    /** Where an identity is written, by its number in the list. */
    Place identityPlace(int number) {
        return root instanceof Mapping mapping
                        && mapping.entry("identity").map(Entry::value).orElse(root) instanceof Sequence sequence
                        && number < sequence.items().size()
                ? sequence.items().get(number).place()
                : place("identity");
    }
}
