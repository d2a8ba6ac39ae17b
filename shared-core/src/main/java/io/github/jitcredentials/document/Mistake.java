package io.github.jitcredentials.document;

import io.github.jitcredentials.model.Problem;
import java.util.Locale;

/**
 * A kind of mistake that can be made in a document, and the words for it. Implemented by enums, so that each mistake is worded
 * once and a test can tell that each has been seen.
 */
public interface Mistake {
    /** What is wrong: one clause without a full stop, with {@code %s} where something is inserted. */
    String wording();

    /** What to do about it; may be empty. */
    String remedy();

    /** The mistake as made somewhere. The arguments must be fit to be shown: see {@link Text#shown}. */
    default Problem at(String where, Object... arguments) {
        return new Problem(String.format(Locale.ROOT, wording(), arguments), where, remedy());
    }
}
