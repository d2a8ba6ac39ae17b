package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.HostFacts;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What jitc tells core of itself and the machine. */
final class Host {
    /** What one of our programs is called in reports and leases. */
    static final String NAME = "jitc";

    private static final String CONFIG_VARIABLE = "JIT_CREDENTIALS_CONFIG";
    /** Where GitHub, GitLab and Jenkins check out what they build. */
    private static final List<String> WORKSPACES = List.of("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "WORKSPACE");

    private Host() {}

    static String version() {
        String version = Host.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static HostFacts facts(Surroundings around, RawSettings settings) {
        Path root = root(around, settings);
        return new HostFacts(
                NAME,
                version(),
                root,
                around.home(),
                Path.of(System.getProperty("java.io.tmpdir")),
                Path.of(System.getProperty("java.home")),
                Stream.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                        .map(Path::of)
                        .toList(),
                workspaces(around, root),
                around.environment(),
                proxies());
    }

    /**
     * The settings, with the configuration file that the environment names where there is none in the project and none is said.
     */
    static RawSettings configured(Surroundings around, RawSettings settings) {
        String elsewhere = around.variable(CONFIG_VARIABLE);
        if (elsewhere.isBlank()
                || settings.value(Setting.CONFIG).isPresent()
                || Files.exists(root(around, settings).resolve(Setting.CONFIG.defaultText()))) {
            return settings;
        }
        return new ConfigElsewhere(settings, elsewhere);
    }

    /**
     * Where the configuration file is: here, or in a directory above up to the one that git calls the repository's; here where
     * there is none, or no repository. A path that is given begins here.
     */
    static Path root(Surroundings around, RawSettings settings) {
        if (settings.value(Setting.CONFIG).isPresent()) {
            return around.directory();
        }
        return repository(around.directory())
                .flatMap(top -> above(around.directory(), top)
                        .filter(folder -> Files.exists(folder.resolve(Setting.CONFIG.defaultText())))
                        .findFirst())
                .orElse(around.directory());
    }

    private static Optional<Path> repository(Path directory) {
        return above(directory, directory.getRoot())
                .filter(folder -> Files.exists(folder.resolve(".git")))
                .findFirst();
    }

    private static Stream<Path> above(Path directory, Path top) {
        return Stream.iterate(directory, folder -> folder != null && folder.startsWith(top), Path::getParent);
    }

    /** A log of ours lies in none of them. A home directory is no workspace, also where it is a repository. */
    private static List<Path> workspaces(Surroundings around, Path root) {
        Stream<Path> said = WORKSPACES.stream()
                .map(around::variable)
                .filter(value -> !value.isBlank())
                .map(Path::of);
        return Stream.concat(said, repository(root).stream())
                .filter(workspace -> !around.home().startsWith(workspace))
                .distinct()
                .toList();
    }

    private static Map<String, String> proxies() {
        Map<String, String> out = new TreeMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> {
            if (name.startsWith("http")) {
                out.put(name, System.getProperty(name));
            }
        });
        return out;
    }

    private record ConfigElsewhere(RawSettings settings, String path) implements RawSettings {
        @Override
        public Optional<String> value(Setting setting) {
            return setting == Setting.CONFIG ? Optional.of(path) : settings.value(setting);
        }

        @Override
        public String spelling(Setting setting) {
            return setting == Setting.CONFIG ? CONFIG_VARIABLE : settings.spelling(setting);
        }
    }
}
