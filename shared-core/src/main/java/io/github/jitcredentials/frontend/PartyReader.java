package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Fields;
import io.github.jitcredentials.document.Mapping;
import io.github.jitcredentials.document.Mapping.Entry;
import io.github.jitcredentials.document.Node;
import io.github.jitcredentials.document.Place;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.SecretLook;
import io.github.jitcredentials.document.Sequence;
import io.github.jitcredentials.document.Shape;
import io.github.jitcredentials.document.Text;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Reads who vouches and who grants: the {@code identity} and {@code issuers} sections. */
final class PartyReader {
    private static final String NAME = "name";

    private final SpecReader specs;
    private final Problems problems;
    private final List<String> identityNames = new ArrayList<>();

    PartyReader(SpecReader specs, Problems problems) {
        this.specs = specs;
        this.problems = problems;
    }

    /** Items are a type, or a map from one type to its settings; a type's name is its identity's name unless it has one. */
    List<IdentitySpec> identities(Node section) {
        if (!(section instanceof Sequence sequence)) {
            problems.add(section.place(), Shape.NOT_A_LIST, "identity", section.kind());
            return List.of();
        }
        if (sequence.items().isEmpty()) {
            problems.add(section.place(), Shape.NOTHING, "identity");
        }
        List<IdentitySpec> identities = new ArrayList<>();
        for (Node item : sequence.items()) {
            identity(item).ifPresent(identities::add);
        }
        return identities;
    }

    /** All names that identities were given so far, also of those that could not be read: rules may refer to them. */
    List<String> identityNames() {
        return List.copyOf(identityNames);
    }

    /** An issuer's type, if it names one that is known; what is wrong is reported. */
    Optional<SpecType> issuerType(Entry issuer) {
        return single(issuer.value(), "issuer " + issuer.key().shown(), SpecType.ISSUERS)
                .flatMap(entry -> type(entry.key(), "issuers", SpecType.ISSUERS));
    }

    IssuerSpec issuer(Entry issuer, SpecType type) {
        Names.check(issuer.key(), "an issuer", problems);
        String name = issuer.key().value();
        int before = problems.count();
        Entry typed = ((Mapping) issuer.value()).entries().get(0);
        SortedMap<String, String> settings = specs.read(
                typed.value(),
                typed.key().place(),
                type.name() + " of " + issuer.key().shown(),
                type);
        IssuerSpec spec = new IssuerSpec(name, type.name(), settings);
        if (problems.count() == before) {
            switch (type.name()) {
                case "vault" -> demandsOfVault(typed, spec);
                case "github-app" -> demandsOfGitHubApp(typed);
                case "oauth2" -> demandsOfOAuth2(typed, settings);
                default -> {}
            }
        }
        return spec;
    }

    private Optional<IdentitySpec> identity(Node item) {
        // A type alone needs no settings; those it does need are missed then, as in an empty map.
        Optional<Entry> typed = item instanceof Text text
                ? Optional.of(new Entry(text, new Mapping(text.place(), List.of())))
                : single(item, "an identity", SpecType.IDENTITIES);
        return typed.flatMap(entry -> {
            Text name = name(entry);
            if (identityNames.contains(name.value())) {
                problems.add(name.place(), FileMistake.IDENTITY_TWICE, name.shown());
            }
            identityNames.add(name.value());
            Text key = entry.key();
            return type(key, "identity", SpecType.IDENTITIES).map(type -> {
                demandsOfIdentity(entry);
                return new IdentitySpec(
                        name.value(), type.name(), specs.read(entry.value(), key.place(), type.name(), type, NAME));
            });
        });
    }

    private Text name(Entry typed) {
        Optional<Text> name = typed.value() instanceof Mapping mapping
                ? mapping.entry(NAME).flatMap(entry -> Fields.text(entry.value(), NAME, problems))
                : Optional.empty();
        name.ifPresent(text -> Names.check(text, "an identity", problems));
        return name.orElse(typed.key());
    }

    /** The one entry of a map from a type to its settings. */
    private Optional<Entry> single(Node node, String what, List<SpecType> types) {
        if (!(node instanceof Mapping mapping)) {
            problems.add(node.place(), Shape.NOT_A_MAP, what, node.kind(), String.join(", ", SpecType.names(types)));
            return Optional.empty();
        }
        if (mapping.entries().size() != 1) {
            problems.add(
                    node.place(),
                    FileMistake.NOT_ONE_TYPE,
                    what,
                    mapping.entries().size(),
                    String.join(", ", SpecType.names(types)));
            return Optional.empty();
        }
        return Optional.of(mapping.entries().get(0));
    }

    private Optional<SpecType> type(Text name, String section, List<SpecType> types) {
        Optional<SpecType> type = SpecType.named(name.value(), types);
        if (type.isEmpty()) {
            Fields.unknown(name, section, SpecType.names(types), problems);
        }
        return type;
    }

    /**
     * What oauth2's settings demand of each other. Unsaid, a client shows its identity, but where it exchanges one and need
     * not say who it is.
     */
    private void demandsOfOAuth2(Entry typed, SortedMap<String, String> settings) {
        Place place = typed.key().place();
        String grant = settings.getOrDefault("grant", "token-exchange");
        boolean chained = "access-token".equals(settings.get("subject-token-type"));
        boolean anonymous = grant.equals("token-exchange") && !chained;
        String authenticate = settings.getOrDefault("authenticate", anonymous ? "none" : "identity");
        for (String standing : List.of("secret", "key")) {
            if (authenticate.equals(standing) && !has(typed, standing)) {
                problems.add(
                        place, FileMistake.NEEDS, "authenticate: " + standing, standing + ": env:NAME or file:PATH");
            }
            if (!authenticate.equals(standing) && has(typed, standing)) {
                problems.add(place, FileMistake.ONLY_WITH, standing, "authenticate: " + standing);
            }
        }
        if (!authenticate.equals("key") && has(typed, "key-id")) {
            problems.add(place, FileMistake.ONLY_WITH, "key-id", "authenticate: key");
        }
        if (!authenticate.equals("identity") && !has(typed, "client")) {
            problems.add(place, FileMistake.NEEDS, "authenticate: " + authenticate, "client: ID");
        }
        if (chained && !grant.equals("token-exchange")) {
            problems.add(place, FileMistake.ONLY_WITH, "subject-token-type: access-token", "grant: token-exchange");
        }
        // A client that proves nothing may not ask in its own name: RFC 6749 section 4.4.
        if (authenticate.equals("none") && (chained || grant.equals("client-credentials"))) {
            problems.add(
                    place,
                    FileMistake.NEEDS,
                    chained ? "subject-token-type: access-token" : "grant: client-credentials",
                    "authenticate: identity");
        }
    }

    /** One way to log in; and a secret that can be opened once serves no second login. */
    private void demandsOfVault(Entry typed, IssuerSpec spec) {
        int before = problems.count();
        Place place = typed.key().place();
        Optional<Mapping> login = typed.value() instanceof Mapping mapping
                ? mapping.entry("login")
                        .map(Entry::value)
                        .filter(Mapping.class::isInstance)
                        .map(Mapping.class::cast)
                : Optional.empty();
        if (login.isEmpty()) {
            problems.add(place, FileMistake.NEEDS, "vault", "login: { jwt: { path: PATH, role: ROLE } }");
        } else if (login.get().entries().size() != 1) {
            problems.add(
                    login.get().place(),
                    FileMistake.ONE_LOGIN,
                    login.get().entries().size());
        }
        boolean once = "wrapped".equals(spec.settings().get("login.approle.secret-id-comes"));
        boolean stored = "stored".equals(spec.settings().get("secrets"));
        if (once && !stored && !"token".equals(spec.settings().get("revoke"))) {
            problems.add(place, FileMistake.NEEDS, "secret-id-comes: wrapped", "revoke: token");
        }
        if (problems.count() == before) {
            Issuers.complaints(spec).forEach(complaint -> problems.add(place, FileMistake.BAD_ISSUER, complaint));
        }
    }

    /** Somebody signs for an App, and only one. */
    private void demandsOfGitHubApp(Entry typed) {
        if (has(typed, "key") == has(typed, "vault-transit")) {
            problems.add(
                    typed.key().place(),
                    FileMistake.EITHER,
                    "github-app",
                    "key: env:NAME or file:PATH",
                    "vault-transit");
        }
    }

    /** Keys that are not pinned are looked for at the issuer, which must have an address then. */
    private void demandsOfIdentity(Entry typed) {
        if (typed.value() instanceof Mapping mapping && !has(typed, "jwks")) {
            mapping.entry("issuer")
                    .map(Entry::value)
                    .filter(Text.class::isInstance)
                    .map(Text.class::cast)
                    .filter(text -> !text.value().isBlank() && !SecretLook.of(text.value()))
                    .ifPresent(text -> Urls.check("issuer", text, problems));
        }
    }

    private static boolean has(Entry typed, String key) {
        return typed.value() instanceof Mapping mapping && mapping.entry(key).isPresent();
    }
}
