package io.github.jitcredentials.architecture.broken.model;

import java.util.regex.Pattern;

/** Not broken: a pattern that the programmer wrote. */
final class ConstantPattern {
    static final Pattern PATTERN = Pattern.compile("a");

    private ConstantPattern() {}
}
