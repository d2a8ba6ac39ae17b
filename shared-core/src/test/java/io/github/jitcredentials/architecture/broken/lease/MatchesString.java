package io.github.jitcredentials.architecture.broken.lease;

record MatchesString(String text) {
    boolean isIn(String other) {
        return other.matches(text);
    }
}
