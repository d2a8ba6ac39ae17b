package io.github.jitcredentials.frontend;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a host tells about itself and the machine, so that nothing below has to ask the JVM. Prints no environment.
 *
 * @param host a lower-case word: {@code maven}, {@code jitc}, {@code github-action}
 * @param version this product's
 * @param root where relative paths begin: the project's root
 * @param home the user's home directory
 * @param temporary the directory for temporary files
 * @param javaHome the JRE that runs this process, and the guardian
 * @param classPath jars of this library and of everything it needs, for the guardian
 * @param keepOut what the build may clean, change or publish: no log of ours lies there
 * @param environment the process's environment
 * @param properties the process's system properties, for proxies
 * @param bounds the directory of the machine's own configuration files, which bind every project's
 */
public record HostFacts(
        String host,
        String version,
        Path root,
        Path home,
        Path temporary,
        Path javaHome,
        List<Path> classPath,
        List<Path> keepOut,
        Map<String, String> environment,
        Map<String, String> properties,
        Path bounds) {
    /** Where a machine's owner writes what binds every project. No variable moves it: a build sets its own. */
    public static final Path BOUNDS = Path.of("/etc/jit-credentials");

    public HostFacts {
        classPath = List.copyOf(classPath);
        keepOut = List.copyOf(keepOut);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    /** Of a machine whose own files are where they belong. */
    public HostFacts(
            String host,
            String version,
            Path root,
            Path home,
            Path temporary,
            Path javaHome,
            List<Path> classPath,
            List<Path> keepOut,
            Map<String, String> environment,
            Map<String, String> properties) {
        this(host, version, root, home, temporary, javaHome, classPath, keepOut, environment, properties, BOUNDS);
    }

    @Override
    public String toString() {
        return "HostFacts[" + host + " " + version + " in " + root + "]";
    }
}
