package io.github.jitcredentials.maven;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Java of this machine, as its own {@code release} file describes it.
 *
 * @param home its directory
 * @param version in full, for example {@code 17.0.15}
 * @param feature its first number
 */
record Jdk(Path home, String version, int feature) {
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"((?:1\\.)?(\\d+)[^\"]*)\"");

    /** What the directory holds; empty where that is no Java. */
    static Optional<Jdk> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return Optional.empty();
        }
        try {
            Matcher matcher = VERSION.matcher(Files.readString(release));
            return matcher.find()
                    ? Optional.of(new Jdk(home, matcher.group(1), Integer.parseInt(matcher.group(2))))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The machine's JDKs that have a compiler, each once: this one, those that {@code -Dit.jdks=DIR:DIR} or a variable
     * {@code JAVA_HOME…} names, and those where Linux distributions and SDKMAN put them.
     */
    static List<Jdk> here() {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        Stream.of(System.getProperty("it.jdks", "").split(File.pathSeparator))
                .filter(said -> !said.isBlank())
                .map(Path::of)
                .forEach(homes::add);
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("JAVA_HOME") && !value.isBlank()) {
                homes.add(Path.of(value));
            }
        });
        homes.addAll(in(Path.of("/usr/lib/jvm")));
        homes.addAll(in(Path.of(System.getProperty("user.home"), ".sdkman/candidates/java")));
        return homes.stream()
                .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
                .map(Jdk::real)
                .distinct()
                .flatMap(home -> at(home).stream())
                .toList();
    }

    static Optional<Jdk> newest(Predicate<Jdk> wanted) {
        return here().stream().filter(wanted).max(Comparator.comparing(Jdk::feature));
    }

    private static List<Path> in(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path real(Path home) {
        try {
            return home.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
