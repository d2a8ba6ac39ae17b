package io.github.jitcredentials.document;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
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
            report(e, file, problems);
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

    /**
     * The parser's problem in our words where people meet it often, in its own where they don't. Never its whole message:
     * that quotes the file, and may quote a secret.
     */
    private static void report(MarkedYamlEngineException e, String file, Problems problems) {
        Mark mark = e.getProblemMark().orElse(null);
        Place place = mark == null ? Place.whole(file) : new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
        if ("while scanning an alias".equals(e.getContext())) {
            problems.add(place, Hazard.ALIAS);
        } else if (e.getProblem().contains("cannot start any token") && mark != null) {
            int character = mark.getBuffer()[mark.getPointer()];
            problems.add(place, Hazard.NEEDS_QUOTES, Character.toString(character));
        } else if (e.getProblem().startsWith("mapping values are not allowed")) {
            problems.add(place, Hazard.STRAY_COLON);
        } else if (e.getProblem().startsWith("expected <block end>")) {
            problems.add(place, Hazard.INDENTATION);
        } else {
            problems.add(place, Hazard.NOT_YAML, e.getProblem());
        }
    }
}
