package io.github.jitcredentials.masking;

/** A text that was made from a secret, and how. Never printed. */
record Rewritten(String kind, String text) {
    @Override
    public String toString() {
        return "[hidden] (" + kind + ")";
    }
}
