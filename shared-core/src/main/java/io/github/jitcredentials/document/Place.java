package io.github.jitcredentials.document;

/**
 * Where something is written.
 *
 * @param file as it shall be shown
 * @param line counted from 1; 0 means the file as a whole
 * @param column counted from 1 in characters (code points), not bytes
 */
public record Place(String file, int line, int column) implements Comparable<Place> {
    public Place {
        if (file.isBlank() || line < 0 || column < 0) {
            throw new IllegalArgumentException("a place has a file, a line and a column");
        }
    }

    public static Place whole(String file) {
        return new Place(file, 0, 0);
    }

    /** {@code file:line}, for where one line says several things. */
    public String row() {
        return line == 0 ? file : file + ":" + line;
    }

    @Override
    public int compareTo(Place other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
