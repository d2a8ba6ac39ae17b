package io.github.jitcredentials.maven;

import java.nio.file.Path;

/**
 * A Maven and the Java that runs it.
 *
 * @param maven the Maven's version
 * @param javaHome as {@code JAVA_HOME} says it
 * @param javaOptions as {@code JDK_JAVA_OPTIONS} says them; the test's own if empty
 */
record Launcher(String maven, Path javaHome, String javaOptions) {
    /** On the Java that runs the test. */
    static Launcher of(String maven) {
        return new Launcher(maven, Path.of(System.getProperty("java.home")), "");
    }
}
