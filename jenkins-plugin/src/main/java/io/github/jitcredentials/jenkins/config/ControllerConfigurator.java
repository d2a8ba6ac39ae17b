package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.jenkins.plugins.casc.BaseConfigurator;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.casc.model.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Reads {@code unclassified: jitCredentials:} as a whole, since only so all that is wrong with it can be told at once: the tree of
 * {@code jit-credentials.yml}, with keys in Jenkins' spelling. What is not in it is not configured any more.
 */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class ControllerConfigurator extends BaseConfigurator<ControllerConfiguration> {
    private static final String FOLDERS = "folders";
    private static final String NARROW = "narrow-from-scm";
    private static final String ID_TOKEN = "id-token-credentials-id";
    private static final String EVENTS = Spelling.ofFile(EventsFile.SETTING);
    private static final Set<String> BOUNDS = Set.of("hosts", "networks");

    /** What is configured, as forms have it. */
    private record Read(
            List<IssuerEntry> issuers,
            List<ProfileEntry> profiles,
            List<RuleEntry> rules,
            @Nullable FolderBounds folders,
            boolean narrow,
            @Nullable String idToken,
            @Nullable String events) {}

    @Override
    public Class<ControllerConfiguration> getTarget() {
        return ControllerConfiguration.class;
    }

    @Override
    protected ControllerConfiguration instance(Mapping mapping, ConfigurationContext context) {
        return ControllerConfiguration.get();
    }

    @Override
    public ControllerConfiguration check(CNode node, ConfigurationContext context) {
        read(node, context);
        return ControllerConfiguration.get();
    }

    @Override
    public ControllerConfiguration configure(CNode node, ConfigurationContext context) {
        Read read = read(node, context);
        ControllerConfiguration configuration = ControllerConfiguration.get();
        configuration.replace(
                read.issuers(),
                read.profiles(),
                read.rules(),
                read.folders(),
                read.narrow(),
                read.idToken(),
                read.events());
        return configuration;
    }

    private Read read(CNode node, ConfigurationContext context) {
        CodeTree code = new CodeTree(context);
        Map<String, Object> tree = TreeEntries.map(code.read(node, List.of(), Tree.ROOT));
        List<Problem> problems = new ArrayList<>();
        Object bounds = tree.remove(FOLDERS);
        Object narrows = tree.remove(NARROW);
        Object idToken = tree.remove(ID_TOKEN);
        String events = events(tree.remove(EVENTS), problems);
        if (!tree.isEmpty()) {
            check(tree, problems);
        }
        FolderBounds folders = folders(bounds, problems);
        boolean narrow = narrow(narrows, problems);
        TreeEntries entries = new TreeEntries();
        Read read = new Read(
                entries.issuers(TreeEntries.map(tree.get("issuers")), Tree.ROOT + ".issuers"),
                entries.profiles(TreeEntries.map(tree.get("profiles")), Tree.ROOT + ".profiles"),
                entries.rules(TreeEntries.map(tree.get("policy"))),
                folders,
                narrow,
                idToken == null ? null : String.valueOf(idToken),
                events);
        entries.problems().stream()
                .filter(problem -> problems.stream()
                        .noneMatch(said -> said.where().equals(problem.where())
                                || said.where().equals(around(problem.where()))))
                .toList()
                .forEach(problems::add);
        if (!problems.isEmpty()) {
            throw new ConfiguratorException(
                    this,
                    problems.stream()
                            .map(code::found)
                            .map(Problem::toString)
                            .distinct()
                            .collect(Collectors.joining(System.lineSeparator(), System.lineSeparator(), "")));
        }
        return read;
    }

    private static String around(String place) {
        return place.substring(0, Math.max(0, place.lastIndexOf('.')));
    }

    private static void check(Map<String, Object> tree, List<Problem> problems) {
        try {
            Tree.of(TreeEntries.checkable(tree), Tree.ROOT);
        } catch (JitException.Misconfigured e) {
            problems.addAll(e.problems());
        }
    }

    private static @Nullable FolderBounds folders(@Nullable Object value, List<Problem> problems) {
        String place = Tree.ROOT + "." + FOLDERS;
        if (value == null) {
            return null;
        }
        Map<String, Object> settings = TreeEntries.map(value);
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(BOUNDS);
        unknown.forEach(key -> problems.add(
                new Problem("unknown key \"" + key + "\"", place + "." + key, "folders takes hosts and networks")));
        FolderBounds bounds =
                new FolderBounds(TreeEntries.texts(settings.get("hosts")), TreeEntries.texts(settings.get("networks")));
        problems.addAll(bounds.problems(place));
        return bounds;
    }

    private static @Nullable String events(@Nullable Object value, List<Problem> problems) {
        String file = value == null ? null : Lines.orNull(String.valueOf(value));
        if (file != null) {
            try {
                // Whether it can be written shows when it is: a volume may come later than Jenkins.
                EventsFile.of(file);
            } catch (JitException.Misconfigured e) {
                problems.addAll(e.problems());
            }
        }
        return file;
    }

    private static boolean narrow(@Nullable Object value, List<Problem> problems) {
        if (value != null && !"true".equals(value) && !"false".equals(value)) {
            problems.add(new Problem("takes true or false", Tree.ROOT + ".narrowFromScm", ""));
        }
        return "true".equals(value);
    }
}
