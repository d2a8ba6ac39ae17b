package io.github.jitcredentials.document;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the part of YAML 1.2 that everybody understands the same way: maps, lists and text. What else there is ({@link
 * Hazard}) is refused. Reads the parser's events one by one, without recursion and never more than the longest file, so
 * that no file costs more than its size.
 */
public final class StrictYaml {
    /** The longest file, in bytes. */
    public static final int LONGEST = 256 * 1024;

    private StrictYaml() {}

    /**
     * Reads one document.
     *
     * @param in read to its end, or to the longest a file may be; not closed
     * @param file its name for messages
     * @param problems gets what is wrong; a hazard that leaves the rest readable does not end the reading
     * @return empty if nothing could be read, which has been reported
     * @throws IOException if reading {@code in} fails
     */
    public static Optional<Node> read(InputStream in, String file, Problems problems) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            problems.add(Place.whole(file), Hazard.TOO_LONG);
            return Optional.empty();
        }
        return Characters.read(bytes, file, problems).flatMap(text -> parse(text, file, problems));
    }

    private static Optional<Node> parse(String text, String file, Problems problems) {
        TreeBuilder tree = new TreeBuilder(file, problems);
        try {
            for (Event event : new Parse(LoadSettings.builder().build()).parseString(text)) {
                if (!tree.take(event)) {
                    return Optional.empty();
                }
            }
        } catch (MarkedYamlEngineException e) {
            // Only the problem: the exception's message quotes the file, and may quote a secret.
            Place place = e.getProblemMark()
                    .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
                    .orElse(Place.whole(file));
            problems.add(place, Hazard.NOT_YAML, e.getProblem());
            return Optional.empty();
        } catch (YamlEngineException e) {
            problems.add(Place.whole(file), Hazard.NOT_YAML, "it can't be parsed");
            return Optional.empty();
        }
        if (tree.root().isEmpty()) {
            problems.add(Place.whole(file), Hazard.EMPTY);
        }
        return tree.root();
    }
}
