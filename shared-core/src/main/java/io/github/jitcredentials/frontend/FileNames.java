package io.github.jitcredentials.frontend;

import java.util.List;
import java.util.Locale;

/**
 * Under which names the path of a delivered file may be told: as a Maven property or, where the name is one, as an environment
 * variable.
 */
final class FileNames {
    private static final int LONGEST = 100;

    /** Properties that decide what a build or its JVM does; a path there is an accident or an attack. */
    private static final List<String> STEERING_STARTS = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "os.",
            "user.",
            "file.",
            "line.",
            "path.",
            "http.",
            "https.",
            "maven.",
            "project.",
            "pom.",
            "basedir",
            "session.",
            "settings.",
            "env.",
            "aether.",
            "jit-credentials.");

    private FileNames() {}

    /** Letters, digits, dots, hyphens and underscores, the first a letter or an underscore: it also names the file. */
    static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && (text.charAt(0) == '_' || isLetter(text.charAt(0)))
                && text.chars().allMatch(c -> isLetter(c) || c >= '0' && c <= '9' || "._-".indexOf(c) >= 0);
    }

    static boolean steers(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return EnvironmentNames.steers(name) || STEERING_STARTS.stream().anyMatch(lower::startsWith);
    }

    private static boolean isLetter(int c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
}
