package io.github.jitcredentials.jenkins.config;

import io.github.jitcredentials.jenkins.identity.BuildIdentity;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jspecify.annotations.Nullable;

/** Makes the entries of forms out of a file's tree, once that is known to be right; and says which of its secrets are where. */
final class TreeEntries {
    private static final String ID = "CredentialsId";

    /** What a type's settings are called in its entry, where that is not their own name; secrets end in {@code CredentialsId}. */
    private static final Map<String, Map<String, String>> CALLED = Map.of(
            "oauth2",
            Map.of(
                    "key", "keyCredentialsId",
                    "secret", "secretCredentialsId",
                    "endpoints.token", "tokenEndpoint",
                    "endpoints.revocation", "revocationEndpoint",
                    "endpoints.introspection", "introspectionEndpoint"),
            "vault",
            Map.of(
                    "login.jwt.path", "jwtPath",
                    "login.jwt.role", "jwtRole",
                    "login.approle.path", "approlePath",
                    "login.approle.role-id", "approleRoleId",
                    "login.approle.secret-id", "approleSecretCredentialsId"),
            "github-app",
            Map.of(
                    "key", "keyCredentialsId",
                    "vault-transit.url", "transitUrl",
                    "vault-transit.namespace", "transitNamespace",
                    "vault-transit.path", "transitPath",
                    "vault-transit.key", "transitKey",
                    "vault-transit.login", "transitLogin",
                    "vault-transit.role", "transitRole"),
            "octo-sts",
            Map.of());

    private static final Map<String, Class<? extends IssuerEntry>> TYPES = Map.of(
            "oauth2", OAuth2IssuerEntry.class,
            "vault", VaultIssuerEntry.class,
            "github-app", GitHubAppIssuerEntry.class,
            "octo-sts", OctoStsIssuerEntry.class);

    private static final String NOT_HERE = "a controller has no such setting";

    private final List<Problem> problems = new ArrayList<>();

    /** What a file can say and a controller can't. */
    List<Problem> problems() {
        return problems;
    }

    /** The tree as a file's reader takes it: with places of secrets in place of ids, and with the one who vouches in each rule. */
    static Map<String, Object> checkable(Map<String, Object> tree) {
        Map<String, Object> checkable = new LinkedHashMap<>(tree);
        checkable.computeIfPresent(
                "issuers",
                (key, value) -> value instanceof Map<?, ?> ? placed(map(value), new CredentialPlaces("")) : value);
        checkable.computeIfPresent("policy", (key, value) -> {
            Map<String, Object> rules = map(value);
            rules.replaceAll((name, rule) -> {
                Map<String, Object> settings = map(rule);
                settings.putIfAbsent("from", BuildIdentity.NAME);
                return rule instanceof Map<?, ?> ? settings : rule;
            });
            return value instanceof Map<?, ?> ? rules : value;
        });
        return checkable;
    }

    private static Map<String, Object> placed(Map<String, Object> issuers, CredentialPlaces places) {
        Map<String, Object> placed = new LinkedHashMap<>();
        issuers.forEach(
                (name, entry) -> placed.put(name, entry instanceof Map<?, ?> types ? types(types, places) : entry));
        return placed;
    }

    private static Map<String, Object> types(Map<?, ?> types, CredentialPlaces places) {
        Map<String, Object> placed = new LinkedHashMap<>();
        types.forEach((type, settings) ->
                placed.put(String.valueOf(type), placed(settings, "", String.valueOf(type), places)));
        return placed;
    }

    private static Object placed(@Nullable Object value, String way, String type, CredentialPlaces places) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> placed = new LinkedHashMap<>();
            map.forEach((key, inner) -> placed.put(String.valueOf(key), placed(inner, join(way, key), type, places)));
            return placed;
        }
        boolean secret =
                CALLED.getOrDefault(type, Map.of()).getOrDefault(way, "").endsWith(ID);
        String place = secret && value instanceof String id ? places.of(id) : null;
        return place == null ? value == null ? "" : value : place;
    }

    List<IssuerEntry> issuers(Map<String, Object> tree, String place) {
        List<IssuerEntry> entries = new ArrayList<>();
        tree.forEach((name, value) -> map(value).forEach((type, settings) -> {
            Map<String, Object> arguments = new HashMap<>(Map.of("name", name));
            flat(map(settings), "", CALLED.getOrDefault(type, Map.of()), arguments);
            String where = place + "." + name + "." + Spelling.ofJenkins(type);
            IssuerEntry entry = issuer(TYPES.get(type), arguments, where);
            if (entry != null) {
                entries.add(entry);
            }
        }));
        return entries;
    }

    private @Nullable IssuerEntry issuer(
            @Nullable Class<? extends IssuerEntry> type, Map<String, Object> arguments, String where) {
        if (type == null) {
            problems.add(new Problem(NOT_HERE, where, ""));
            return null;
        }
        DescribableModel<? extends IssuerEntry> model = DescribableModel.of(type);
        List<String> known = model.getParameters().stream()
                .map(DescribableParameter::getName)
                .toList();
        List<String> unknown = arguments.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .toList();
        unknown.forEach(name -> problems.add(new Problem(NOT_HERE, where + "." + name, "")));
        try {
            return unknown.isEmpty() ? model.instantiate(arguments, null) : null;
        } catch (Exception e) {
            throw new IllegalStateException("an issuer's entry can't be made", e);
        }
    }

    private static void flat(
            Map<String, Object> settings, String way, Map<String, String> called, Map<String, Object> into) {
        settings.forEach((key, value) -> {
            String name = join(way, key);
            if (value instanceof Map<?, ?>) {
                flat(map(value), name, called, into);
            } else {
                into.put(called.getOrDefault(name, Spelling.ofJenkins(name)), value);
            }
        });
    }

    List<ProfileEntry> profiles(Map<String, Object> tree, String place) {
        List<ProfileEntry> entries = new ArrayList<>();
        tree.forEach((name, value) -> {
            Map<String, Object> settings = map(value);
            Map<String, Object> deliver = map(settings.get("deliver"));
            if (deliver.containsKey("maven-server")) {
                problems.add(new Problem(NOT_HERE, place + "." + name + ".deliver.mavenServer", "deliver env or file"));
            }
            ProfileEntry entry = new ProfileEntry(
                    name, text(settings, "issuer"), parts(settings.get("request")), text(settings, "ttl"));
            entry.setRenew(text(settings, "renew"));
            entry.setPurpose(text(settings, "purpose"));
            entry.setTo(text(settings, "to"));
            entry.setOnLeak(text(settings, "on-leak"));
            List<VariableEntry> variables = new ArrayList<>();
            map(deliver.get("env"))
                    .forEach((variable, field) -> variables.add(new VariableEntry(variable, String.valueOf(field))));
            entry.setEnv(variables);
            List<FileEntry> files = new ArrayList<>();
            map(deliver.get("file")).forEach((file, said) -> {
                FileEntry written = new FileEntry(file);
                written.setAs(text(map(said), "as"));
                written.setField(said instanceof String field ? field : text(map(said), "field"));
                written.setUsername(text(map(said), "username"));
                files.add(written);
            });
            entry.setFile(files);
            entries.add(entry);
        });
        return entries;
    }

    List<RuleEntry> rules(Map<String, Object> tree) {
        List<RuleEntry> entries = new ArrayList<>();
        tree.forEach((name, value) -> {
            Map<String, Object> settings = map(value);
            List<ConditionEntry> when = new ArrayList<>();
            map(settings.get("when")).forEach((claim, values) -> when.add(new ConditionEntry(claim, texts(values))));
            RuleEntry entry = new RuleEntry(name, texts(settings.get("permit")), when);
            entry.setMaxTtl(text(settings, "max-ttl"));
            entry.setMaxRenew(text(settings, "max-renew"));
            entry.setScope(parts(settings.get("scope")));
            entry.setIrrevocable(text(settings, "irrevocable"));
            entry.setMode(text(settings, "mode"));
            entries.add(entry);
        });
        return entries;
    }

    private static List<PartEntry> parts(@Nullable Object value) {
        List<PartEntry> parts = new ArrayList<>();
        map(value).forEach((part, values) -> parts.add(new PartEntry(part, texts(values))));
        return parts;
    }

    static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : value == null ? List.of() : List.of(String.valueOf(value));
    }

    private static String text(Map<String, Object> settings, String key) {
        Object value = settings.get(key);
        return value == null ? "" : String.valueOf(value);
    }

    /** Empty if it is none: what is written there was found to be right. */
    static Map<String, Object> map(@Nullable Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> given) {
            given.forEach((key, inner) -> map.put(String.valueOf(key), inner));
        }
        return map;
    }

    private static String join(String way, Object key) {
        return way.isEmpty() ? String.valueOf(key) : way + "." + key;
    }
}
