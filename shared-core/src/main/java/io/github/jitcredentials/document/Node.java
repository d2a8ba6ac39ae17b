package io.github.jitcredentials.document;

/**
 * One piece of a document, and where it begins. There are no numbers, booleans or nulls: what a text means is for whoever
 * reads it to say. No node prints what it holds, since somebody may have written a secret there.
 */
public sealed interface Node permits Mapping, Sequence, Text {
    Place place();

    /** What it is, for people: {@code a map}, {@code a list}, {@code text}. */
    String kind();
}
