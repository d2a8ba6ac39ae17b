package io.github.jitcredentials.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where inner builds run: the Maven distributions, the overlay repository, and copies of the sample project. */
final class Stage {
    private static final Path MAVENS = path("it.mavens");
    private static final Path WORK = path("it.work");
    private static final Path ROOT = path("it.root").normalize();
    private static final String VERSION = System.getProperty("it.version", "");
    private static final OverlayRepository REPOSITORY = publish();

    private Stage() {}

    /** The Maven versions the plugin is run with, oldest first. */
    static List<String> versions() {
        String only = System.getProperty("it.only", "");
        return only.isEmpty() ? List.of("3.8.7", "3.9.16", "3.10.0", "4.0.0-rc-4") : List.of(only.split(","));
    }

    static OverlayRepository repository() {
        return REPOSITORY;
    }

    /** A fresh copy of the sample project under a name with a space in it. */
    static Path sample(String name) throws IOException {
        Path to = WORK.resolve(name.replaceAll("[^A-Za-z0-9.]+", "-") + " sample");
        delete(to);
        Path from = ROOT.resolve("samples/maven-deploy");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> !f.toString().contains("/target")).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        Files.createDirectories(to.resolve(".mvn"));
        return to;
    }

    /** The command that runs the given Maven, with the user's own settings, mirrors and proxies. */
    static List<String> maven(String version, List<String> arguments) {
        List<String> command = new ArrayList<>();
        // A shell that starts programs in the background leaves SIGINT ignored, and a JVM then never sees it.
        command.addAll(List.of("env", "--default-signal=INT"));
        command.add(MAVENS.resolve("apache-maven-" + version).resolve("bin/mvn").toString());
        command.addAll(List.of("-B", "-ntp", "-Dmaven.repo.local=" + REPOSITORY.root()));
        // Resolver 2.0.24 takes a symbolic link for an alias of another artifact.
        command.add("-Daether.lrm.enhanced.verifyRealPath=false");
        Path global = path("it.outerMaven").resolve("conf/settings.xml");
        if (Files.isReadable(global)) {
            command.addAll(List.of("-gs", global.toString()));
        }
        command.addAll(arguments);
        return command;
    }

    static void environment(Map<String, String> environment) {
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.remove("M2_HOME");
        environment.remove("MAVEN_HOME");
        environment.remove("MAVEN_CMD_LINE_ARGS");
        environment.remove("MAVEN_PROJECTBASEDIR");
    }

    private static OverlayRepository publish() {
        try {
            OverlayRepository repository =
                    OverlayRepository.over(path("it.localRepository"), WORK.resolve("repository"));
            repository.put("jit-credentials-parent", VERSION, "pom", ROOT.resolve("pom.xml"));
            publish(repository, "jit-credentials-core", "shared-core");
            publish(repository, "jit-credentials-maven-plugin", "maven-plugin");
            return repository;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void publish(OverlayRepository repository, String artifact, String module) throws IOException {
        repository.put(artifact, VERSION, "pom", ROOT.resolve(module).resolve("pom.xml"));
        repository.put(
                artifact, VERSION, "jar", ROOT.resolve(module).resolve("target/" + artifact + "-" + VERSION + ".jar"));
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Path path(String property) {
        return Path.of(System.getProperty(property, "")).toAbsolutePath();
    }
}
