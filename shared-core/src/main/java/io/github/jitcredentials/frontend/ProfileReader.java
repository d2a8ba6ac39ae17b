package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Fields;
import io.github.jitcredentials.document.Mapping.Entry;
import io.github.jitcredentials.document.Node;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.Text;
import io.github.jitcredentials.frontend.Delivery.MavenServer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the {@code profiles} section. */
final class ProfileReader {
    private static final List<String> KEYS =
            List.of("issuer", "request", "ttl", "renew", "purpose", "to", "deliver", "on-leak");
    private static final List<String> DELIVERIES = List.of("maven-server", "env", "file");
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** What a password field's owner is called where servers look at the password only. */
    static final String ANY_USERNAME = "token";

    private final Map<String, Optional<SpecType>> issuers;
    private final Map<String, IssuerSpec> specs;
    private final Problems problems;

    /**
     * @param issuers the type of each issuer the file names; empty for those that could not be read
     * @param specs the settings of the others
     */
    ProfileReader(Map<String, Optional<SpecType>> issuers, Map<String, IssuerSpec> specs, Problems problems) {
        this.issuers = issuers;
        this.specs = specs;
        this.problems = problems;
    }

    /** Empty if something is wrong with the profile, which has been reported. */
    Optional<Profile> read(Entry entry) {
        int before = problems.count();
        Text name = entry.key();
        String what = "profile " + name.shown();
        Names.check(name, "a profile", problems);
        Optional<Fields> read = Fields.of(entry.value(), name.place(), what, KEYS, problems);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get().needs("issuer").needs("request").needs("ttl").needs("deliver");
        Optional<Text> issuer = issuer(fields);
        Optional<SpecType> type = issuer.flatMap(text -> issuers.getOrDefault(text.value(), Optional.empty()));
        Optional<Scope> scope = fields.node("request").flatMap(node -> scope(node, type));
        Optional<Duration> ttl = ttl(fields);
        Optional<Duration> renew = renew(fields, ttl);
        String purpose = purpose(fields).orElse(name.value());
        Optional<Destination> to = fields.read("to", Destination::parse);
        OnLeak onLeak =
                fields.choice("on-leak", OnLeak.words()).flatMap(OnLeak::of).orElse(OnLeak.MASK);
        Optional<Delivery> deliver = fields.node("deliver").flatMap(node -> delivery(node, type));
        if (deliver.flatMap(Delivery::mavenServer).isPresent()
                && fields.node("to").isEmpty()) {
            fields.report(FileMistake.NO_DESTINATION, what);
        }
        if (fields.node("to").isEmpty()) {
            deliver.ifPresent(delivery -> delivery.logins()
                    .findFirst()
                    .ifPresent(login -> fields.report(
                            FileMistake.LOGIN_NOWHERE, what, login.format().word())));
        }
        boolean replaced = type.isPresent() && !type.get().extendable();
        boolean fixed = replaced && deliver.isPresent() && !deliver.get().env().isEmpty();
        if (renew.isPresent() && (isStored(issuer) || fixed)) {
            FileMistake mistake = isStored(issuer) ? FileMistake.RENEWS_STORED : FileMistake.RENEWS_VARIABLES;
            fields.node("renew").ifPresent(node -> problems.add(node.place(), mistake));
        }
        // A secret in its place was reported before this reader came, and reads as nothing.
        boolean unreadable = fields.node("to").isPresent() && to.isEmpty();
        if (problems.count() > before
                || unreadable
                || issuer.isEmpty()
                || scope.isEmpty()
                || ttl.isEmpty()
                || deliver.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Profile(
                name.value(),
                issuer.get().value(),
                scope.get(),
                ttl.get(),
                renew.orElse(null),
                purpose,
                to.orElse(null),
                deliver.get(),
                onLeak));
    }

    private boolean isStored(Optional<Text> issuer) {
        return issuer.map(text -> specs.get(text.value()))
                .map(Issuers::revocability)
                .filter(Revocability.NEVER::equals)
                .isPresent();
    }

    private Optional<Text> issuer(Fields fields) {
        Optional<Text> issuer = fields.text("issuer");
        if (issuer.isPresent()
                && !issuers.isEmpty()
                && !issuers.containsKey(issuer.get().value())) {
            Text text = issuer.get();
            problems.add(text.place(), FileMistake.UNKNOWN_ISSUER, text.shown(), Text.named(issuers.keySet()));
            return Optional.empty();
        }
        return issuer;
    }

    private Optional<Scope> scope(Node node, Optional<SpecType> type) {
        int before = problems.count();
        List<Entry> entries = type.isPresent() ? parts(node, type.get()) : Fields.named(node, "request", problems);
        SortedMap<String, SortedSet<String>> parts = new TreeMap<>();
        for (Entry part : entries) {
            SortedSet<String> values = new TreeSet<>();
            Fields.texts(part.value(), part.key().value(), problems).forEach(text -> values.add(text.value()));
            if (!values.isEmpty() && !part.key().value().isBlank()) {
                parts.put(part.key().value(), values);
            }
        }
        Optional<Scope> scope = parts.isEmpty() ? Optional.empty() : Optional.of(new Scope(parts));
        if (problems.count() == before) {
            scope.flatMap(read -> type.flatMap(known -> Issuers.complaint(known.name(), read)))
                    .ifPresent(complaint -> problems.add(node.place(), FileMistake.BAD_REQUEST, complaint));
        }
        return scope;
    }

    /** The request's parts, held against those that the issuer's type knows. */
    private List<Entry> parts(Node node, SpecType type) {
        List<Entry> entries = Fields.named(node, "request", problems);
        for (Entry part : entries) {
            if (!type.parts().contains(part.key().value())) {
                Fields.unknown(part.key(), "a request to " + type.name(), type.parts(), problems);
            }
        }
        return entries;
    }

    private Optional<Duration> ttl(Fields fields) {
        Optional<Duration> ttl = fields.read("ttl", Durations::parse);
        Optional<Text> text = fields.node("ttl").filter(Text.class::isInstance).map(Text.class::cast);
        if (ttl.isEmpty() || text.isEmpty()) {
            return Optional.empty();
        }
        if (ttl.get().compareTo(CredentialRequest.LONGEST) > 0) {
            problems.add(
                    text.get().place(),
                    FileMistake.TTL_TOO_LONG,
                    "ttl",
                    text.get().value());
        } else if (ttl.get().compareTo(SHORTEST) < 0) {
            problems.add(
                    text.get().place(),
                    FileMistake.TTL_TOO_SHORT,
                    "ttl",
                    text.get().value());
        }
        return ttl;
    }

    /** How long the task may go on; reported unless it is longer than the ttl, where that is known. */
    private Optional<Duration> renew(Fields fields, Optional<Duration> ttl) {
        Optional<Duration> renew = fields.read("renew", Durations::parse);
        Optional<Text> text =
                fields.node("renew").filter(Text.class::isInstance).map(Text.class::cast);
        if (renew.isEmpty() || text.isEmpty()) {
            return Optional.empty();
        }
        if (renew.get().compareTo(CredentialRequest.LONGEST) > 0) {
            problems.add(
                    text.get().place(), FileMistake.RENEW_TOO_LONG, text.get().value());
        } else if (ttl.isPresent() && renew.get().compareTo(ttl.get()) <= 0) {
            problems.add(
                    text.get().place(), FileMistake.RENEW_TOO_SHORT, text.get().value(), Durations.format(ttl.get()));
        }
        return renew;
    }

    private Optional<String> purpose(Fields fields) {
        return fields.read("purpose", text -> {
            PurposeTemplate.check(text);
            return text;
        });
    }

    private Optional<Delivery> delivery(Node node, Optional<SpecType> type) {
        Optional<Fields> fields = Fields.of(node, node.place(), "deliver", DELIVERIES, problems);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Optional<MavenServer> server = fields.get().node("maven-server").flatMap(this::server);
        Map<String, String> env =
                fields.get().node("env").map(inner -> env(inner, type)).orElse(Map.of());
        Map<String, FileDelivery> files = fields.get()
                .node("file")
                .map(new FileDeliveryReader(type, problems)::read)
                .orElse(Map.of());
        if (DELIVERIES.stream().allMatch(key -> fields.get().node(key).isEmpty())) {
            fields.get().report(FileMistake.NO_DELIVERY);
        }
        return server.isEmpty() && env.isEmpty() && files.isEmpty()
                ? Optional.empty()
                : Optional.of(new Delivery(server.orElse(null), env, files));
    }

    private Optional<MavenServer> server(Node node) {
        Optional<Fields> read =
                Fields.of(node, node.place(), "maven-server", List.of("id", "as", "username"), problems);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get().needs("id");
        Optional<Text> id = fields.text("id");
        Optional<String> style = fields.choice("as", List.of("bearer", "basic"));
        Optional<Text> username = fields.text("username");
        boolean basic = style.equals(Optional.of("basic"));
        if (username.isPresent() && !basic) {
            problems.add(username.get().place(), FileMistake.ONLY_WITH, "username", "as: basic");
        }
        if (username.isPresent() && username.get().value().indexOf(':') >= 0) {
            problems.add(
                    username.get().place(),
                    FileMistake.BAD_USERNAME,
                    username.get().shown());
            return Optional.empty();
        }
        return id.map(text -> new MavenServer(
                text.value(),
                basic ? Delivery.Style.BASIC : Delivery.Style.BEARER,
                username.map(Text::value).orElse(ANY_USERNAME)));
    }

    private Map<String, String> env(Node node, Optional<SpecType> type) {
        Map<String, String> env = new TreeMap<>();
        for (Entry entry : Fields.named(node, "env", problems)) {
            Text variable = entry.key();
            if (!EnvironmentNames.isName(variable.value())) {
                problems.add(variable.place(), FileMistake.BAD_VARIABLE, "env", variable.shown());
            } else if (EnvironmentNames.steers(variable.value())) {
                problems.add(variable.place(), FileMistake.STEERING_NAME, "env", variable.shown());
            }
            Fields.text(entry.value(), variable.value(), problems).ifPresent(field -> {
                if (type.map(known -> known.has(field.value())).orElse(true)) {
                    env.put(variable.value(), field.value());
                } else {
                    problems.add(
                            field.place(),
                            FileMistake.UNKNOWN_FIELD,
                            "env",
                            field.shown(),
                            type.map(SpecType::name).orElse(""),
                            type.map(SpecType::knownFields).orElse(""));
                }
            });
        }
        return env;
    }
}
