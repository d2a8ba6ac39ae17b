package io.github.jitcredentials.lease;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How to start a guardian.
 *
 * @param javaHome the JDK or JRE that runs it, for example this process's {@code java.home}
 * @param classPath jars (or directories) of this library and of everything it needs
 * @param factory the name of an {@link IssuerFactory} with a public constructor without parameters
 * @param environment all it gets of an environment, for example {@code PATH}, {@code LANG}, {@code TZ}; never a secret
 */
public record GuardianLaunch(Path javaHome, List<Path> classPath, String factory, Map<String, String> environment) {
    /** What would load other people's code into the process that holds the secrets. */
    private static final Set<String> FORBIDDEN = Set.of(
            "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH", "LD_PRELOAD", "LD_LIBRARY_PATH");

    public GuardianLaunch {
        if (classPath.isEmpty() || factory.isBlank()) {
            throw new IllegalArgumentException("a guardian needs a class path and a factory");
        }
        if (environment.keySet().stream().anyMatch(FORBIDDEN::contains)) {
            throw new IllegalArgumentException("a guardian's environment holds none of " + new TreeSet<>(FORBIDDEN));
        }
        classPath = List.copyOf(classPath);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }
}
