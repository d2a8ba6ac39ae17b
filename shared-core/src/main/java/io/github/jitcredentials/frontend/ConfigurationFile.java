package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Fields;
import io.github.jitcredentials.document.Mapping.Entry;
import io.github.jitcredentials.document.Node;
import io.github.jitcredentials.document.Place;
import io.github.jitcredentials.document.PlainTree;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.StrictYaml;
import io.github.jitcredentials.frontend.Delivery.MavenServer;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.policy.RulePolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads {@code jit-credentials.yml}. Opens nothing but that file: whether the files and variables it names are there is for
 * those to say who need them.
 */
public final class ConfigurationFile {
    private static final List<String> KEYS = List.of("version", "identity", "issuers", "profiles", "policy");
    private static final List<String> SECTIONS = List.of("issuers", "profiles", "policy");
    private static final String VERSION = "1";

    /** Where a file's bytes come from. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    private final Problems problems;

    private ConfigurationFile(Problems problems) {
        this.problems = problems;
    }

    /** As {@link #read(Path, String)}, shown by its own name. */
    public static Configuration read(Path file) {
        return read(file, String.valueOf(file.getFileName()));
    }

    /**
     * Reads a file.
     *
     * @param shown what messages call it
     * @throws JitException.Misconfigured with all problems found, each with its place
     */
    public static Configuration read(Path file, String shown) {
        return written(file, shown).configuration();
    }

    /**
     * Reads a project's file, bound by those of the machine.
     *
     * @param shown what messages call it
     * @param bounds the directory of the machine's own files, which need not be there
     * @throws JitException.Misconfigured with all problems found, each with its place; also for what it says more than they do
     */
    public static Configuration read(Path file, String shown, Path bounds) {
        return HostBounds.of(bounds).bind(written(file, shown));
    }

    /** A file and where its parts are. @throws JitException.Misconfigured as {@link #read(Path, String)} throws */
    static Written written(Path file, String shown) {
        // Only regular files: a pipe would be waited for, a directory has no text.
        if (!Files.isRegularFile(file)) {
            throw new JitException.Misconfigured(FileMistake.NO_FILE.at(shown));
        }
        Path folder = file.toAbsolutePath().normalize().getParent();
        return written(() -> Files.newInputStream(file), shown, folder == null ? file.toAbsolutePath() : folder);
    }

    /**
     * Reads text.
     *
     * @param shown what messages call it
     * @param folder where relative paths in it begin
     * @throws JitException.Misconfigured with all problems found, each with its place
     */
    public static Configuration parse(String text, String shown, Path folder) {
        return read(() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), shown, folder);
    }

    static Configuration read(Source source, String shown, Path folder) {
        return written(source, shown, folder).configuration();
    }

    private static Written written(Source source, String shown, Path folder) {
        Problems problems = new Problems();
        Optional<Written> written;
        try (InputStream in = source.open()) {
            written = StrictYaml.read(in, shown, problems).flatMap(root -> new ConfigurationFile(problems)
                    .configuration(root, folder.toAbsolutePath())
                    .map(configuration -> new Written(shown, configuration, root)));
        } catch (IOException e) {
            throw new JitException.Misconfigured(FileMistake.NOT_READABLE.at(shown));
        }
        problems.throwIfAny();
        return written.orElseThrow();
    }

    private Optional<Configuration> configuration(Node root, Path folder) {
        Optional<Fields> read = Fields.of(root, root.place(), "the file", KEYS, problems);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get();
        KEYS.forEach(fields::needs);
        fields.text("version")
                .filter(text -> !text.value().equals(VERSION))
                .ifPresent(text -> problems.add(text.place(), FileMistake.WRONG_VERSION, text.shown()));

        PartyReader parties = new PartyReader(new SpecReader(folder, problems), problems);
        List<IdentitySpec> identities =
                fields.node("identity").map(parties::identities).orElse(List.of());
        return sections(fields, parties, identities, parties.identityNames());
    }

    /**
     * Reads what a host has in place of a file: a tree as a file's, without version and identity, which are the host's, and with
     * {@code credential:ID} where a file says where a secret is. It can name no file and no variable of this machine.
     *
     * @param values maps, lists and texts, with the file's keys
     * @param root what messages call it as a whole
     * @param spelt how people spell a key in that host
     * @param identities who vouches
     * @throws JitException.Misconfigured with all problems found, each with its place
     */
    public static Configuration tree(
            Map<String, ?> values, String root, UnaryOperator<String> spelt, List<IdentitySpec> identities) {
        Problems problems = new Problems();
        return tree(PlainTree.of(values, root, spelt, problems), identities, problems);
    }

    /**
     * Reads issuers alone, before there is anything that they are for; held to the same rules.
     *
     * @param values a tree with issuers only
     * @throws JitException.Misconfigured with all problems found, each with its place
     */
    public static Map<String, IssuerSpec> issuers(Map<String, ?> values, String root, UnaryOperator<String> spelt) {
        Problems problems = new Problems();
        Node node = PlainTree.of(values, root, spelt, problems);
        Map<String, IssuerSpec> issuers = new LinkedHashMap<>();
        Fields.of(node, node.place(), "the configuration", List.of("issuers"), problems)
                .ifPresent(fields -> new ConfigurationFile(problems)
                        .issuers(fields, new PartyReader(new SpecReader(null, problems), problems), issuers));
        problems.throwIfAny();
        return issuers;
    }

    private static Configuration tree(Node root, List<IdentitySpec> identities, Problems problems) {
        Optional<Configuration> read = Fields.of(root, root.place(), "the configuration", SECTIONS, problems)
                .flatMap(fields -> {
                    SECTIONS.forEach(fields::needs);
                    PartyReader parties = new PartyReader(new SpecReader(null, problems), problems);
                    List<String> names =
                            identities.stream().map(IdentitySpec::name).toList();
                    return new ConfigurationFile(problems).sections(fields, parties, identities, names);
                });
        problems.throwIfAny();
        return read.orElseThrow();
    }

    private Optional<Configuration> sections(
            Fields fields, PartyReader parties, List<IdentitySpec> identities, List<String> identityNames) {
        Map<String, IssuerSpec> issuers = new LinkedHashMap<>();
        Map<String, Optional<SpecType>> types = issuers(fields, parties, issuers);
        List<Entry> named = named(fields, "profiles");
        Map<String, Profile> profiles = profiles(named, new ProfileReader(types, issuers, problems));
        Map<String, Revocability> revocable = revocability(named, profiles, issuers);
        return fields.node("policy")
                .map(section -> policy(section, named, revocable, identityNames))
                .map(policy -> new Configuration(identities, issuers, profiles, policy));
    }

    /** @param issuers gets those that are usable @return the types of all */
    private Map<String, Optional<SpecType>> issuers(
            Fields fields, PartyReader parties, Map<String, IssuerSpec> issuers) {
        Map<String, Optional<SpecType>> types = new LinkedHashMap<>();
        for (Entry entry : named(fields, "issuers")) {
            Optional<SpecType> type = parties.issuerType(entry);
            types.put(entry.key().value(), type);
            type.ifPresent(known -> {
                IssuerSpec spec = parties.issuer(entry, known);
                issuers.put(spec.name(), spec);
                types.put(spec.name(), SpecType.of(spec));
            });
        }
        return types;
    }

    private List<Entry> named(Fields fields, String section) {
        return fields.node(section)
                .map(node -> Fields.named(node, section, problems))
                .orElse(List.of());
    }

    private Map<String, Profile> profiles(List<Entry> entries, ProfileReader reader) {
        Map<String, Profile> profiles = new LinkedHashMap<>();
        for (Entry entry : entries) {
            reader.read(entry).ifPresent(profile -> {
                profiles.values()
                        .forEach(
                                other -> distinguish(other, profile, entry.key().place()));
                profiles.put(profile.name(), profile);
            });
        }
        return profiles;
    }

    /** Maven knows a server by its id alone, so two credentials for one place could not be told apart. */
    private void distinguish(Profile one, Profile other, Place place) {
        MavenServer server = one.deliver().server();
        MavenServer second = other.deliver().server();
        Destination to = one.to();
        Destination toSecond = other.to();
        if (server == null
                || second == null
                || to == null
                || toSecond == null
                || !server.id().equals(second.id())) {
            return;
        }
        if (to.covers(toSecond.uri()) || toSecond.covers(to.uri())) {
            problems.add(
                    place,
                    FileMistake.SAME_SERVER,
                    quoted(one.name()),
                    quoted(other.name()),
                    quoted(server.id()),
                    to.covers(toSecond.uri()) ? toSecond : to);
        }
    }

    /** What can be done about a credential of each profile. Of one that is not read, nobody asks: its mistake was reported. */
    private static Map<String, Revocability> revocability(
            List<Entry> named, Map<String, Profile> profiles, Map<String, IssuerSpec> issuers) {
        Map<String, Revocability> revocable = new LinkedHashMap<>();
        for (Entry entry : named) {
            String name = entry.key().value();
            revocable.put(
                    name,
                    Optional.ofNullable(profiles.get(name))
                            .map(profile -> issuers.get(profile.issuer()))
                            .map(Issuers::revocability)
                            .orElse(Revocability.IMMEDIATE));
        }
        return revocable;
    }

    private RulePolicy policy(
            Node section, List<Entry> profiles, Map<String, Revocability> revocable, List<String> identities) {
        int before = problems.count();
        RulePolicy policy = RulePolicy.read(section, revocable, identities, problems);
        if (problems.count() == before) {
            for (Entry entry : profiles) {
                if (!policy.names(entry.key().value())) {
                    problems.add(
                            entry.key().place(),
                            FileMistake.NO_RULE,
                            entry.key().shown());
                }
            }
        }
        return policy;
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }
}
