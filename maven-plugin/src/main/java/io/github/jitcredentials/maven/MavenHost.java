package io.github.jitcredentials.maven;

import io.github.jitcredentials.frontend.HostFacts;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.slf4j.LoggerFactory;

/** What Maven knows that core must be told. */
final class MavenHost {
    private static final String CONFIG_VARIABLE = "JIT_CREDENTIALS_CONFIG";

    private MavenHost() {}

    static HostFacts of(MavenSession session, RawSettings settings, Map<String, String> environment) {
        String version = MavenHost.class.getPackage().getImplementationVersion();
        return new HostFacts(
                "maven",
                version == null ? "development" : version,
                root(session, settings),
                Path.of(System.getProperty("user.home")),
                Path.of(System.getProperty("java.io.tmpdir")),
                Path.of(System.getProperty("java.home")),
                classPath(),
                session.getProjects().stream()
                        .filter(project -> project.getBasedir() != null)
                        .map(project -> Path.of(project.getBuild().getDirectory()))
                        .toList(),
                environment,
                properties(session));
    }

    /**
     * The variable that names a configuration file for projects that have none, where that is so; a file said or found in the
     * project wins.
     */
    static Optional<Path> configElsewhere(MavenSession session, RawSettings settings, Map<String, String> environment) {
        String elsewhere = environment.getOrDefault(CONFIG_VARIABLE, "");
        boolean said = settings.value(Setting.CONFIG).isPresent();
        Path own = root(session, settings).resolve(Setting.CONFIG.defaultText());
        return elsewhere.isBlank() || said || Files.exists(own) ? Optional.empty() : Optional.of(Path.of(elsewhere));
    }

    /** The root of a multi-module project, also where the build was started from one of its modules. */
    private static Path root(MavenSession session, RawSettings settings) {
        Path root = session.getRequest().getMultiModuleProjectDirectory() != null
                ? session.getRequest().getMultiModuleProjectDirectory().toPath()
                : Path.of(session.getExecutionRootDirectory());
        String file = settings.value(Setting.CONFIG).orElse(Setting.CONFIG.defaultText());
        List<Path> candidates = new ArrayList<>(List.of(root));
        for (MavenProject project = session.getTopLevelProject();
                project != null && project.getBasedir() != null;
                project = project.getParent()) {
            candidates.add(project.getBasedir().toPath());
        }
        return candidates.stream()
                .filter(candidate -> Files.exists(candidate.resolve(file)))
                .findFirst()
                .orElse(root);
    }

    /** The plugin's own jars, and the logging interface that Maven lends it. */
    private static List<Path> classPath() {
        List<URL> urls = new ArrayList<>();
        if (MavenHost.class.getClassLoader() instanceof URLClassLoader realm) {
            urls.addAll(List.of(realm.getURLs()));
        }
        addSource(MavenHost.class, urls);
        addSource(HostFacts.class, urls);
        addSource(LoggerFactory.class, urls);
        return urls.stream()
                .filter(url -> "file".equals(url.getProtocol()))
                .map(MavenHost::path)
                .distinct()
                .toList();
    }

    private static void addSource(Class<?> type, List<URL> urls) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source != null && source.getLocation() != null) {
            urls.add(source.getLocation());
        }
    }

    private static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            // Class realms do not always escape blanks.
            return Path.of(url.getPath());
        }
    }

    /** How Maven itself reaches the outside; what the JVM was told wins over the settings. */
    private static Map<String, String> properties(MavenSession session) {
        Map<String, String> out = new LinkedHashMap<>(
                SettingsProxies.properties(session.getRequest().getProxies()));
        session.getSystemProperties().stringPropertyNames().forEach(name -> {
            if (name.startsWith("http")) {
                out.put(name, session.getSystemProperties().getProperty(name));
            }
        });
        return out;
    }
}
