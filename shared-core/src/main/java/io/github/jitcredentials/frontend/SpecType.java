package io.github.jitcredentials.frontend;

import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import io.github.jitcredentials.model.Revocability;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A kind of identity source or issuer, as files name it. The lists here are the one place that says which kinds there are and
 * which settings they take; what the settings mean is said where they are used.
 *
 * @param name the key in the file
 * @param settings all it takes
 * @param parts what a profile's {@code request} may name; empty for identities
 * @param fields what its credentials may consist of; empty for identities, and for those that whoever stored them named
 * @param extendable whether a credential is renewed by a longer life of the same, which whoever has it need not be told
 */
record SpecType(String name, List<SpecSetting> settings, List<String> parts, List<String> fields, boolean extendable) {
    /** What a field may be called whose name somebody else chose. */
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    static final List<SpecType> IDENTITIES = List.of(
            new SpecType(
                    "github-actions",
                    List.of(SpecSetting.of("issuer", SpecSetting.Kind.URL)),
                    List.of(),
                    List.of(),
                    false),
            identity("token-file", SpecSetting.needed("path", SpecSetting.Kind.FILE)),
            identity("environment", SpecSetting.needed("variable", SpecSetting.Kind.VARIABLE)));

    private static final SpecType OAUTH2 = new SpecType(
            "oauth2",
            List.of(
                    SpecSetting.needed("url", SpecSetting.Kind.URL),
                    SpecSetting.of("ca", SpecSetting.Kind.FILE),
                    SpecSetting.of("client", SpecSetting.Kind.TEXT),
                    SpecSetting.choice("grant", "token-exchange", "client-credentials", "jwt-bearer"),
                    SpecSetting.choice("authenticate", "none", "identity", "key", "secret"),
                    SpecSetting.of("key", SpecSetting.Kind.SECRET),
                    SpecSetting.of("key-id", SpecSetting.Kind.TEXT),
                    SpecSetting.of("secret", SpecSetting.Kind.SECRET),
                    SpecSetting.of("audience", SpecSetting.Kind.TEXT),
                    SpecSetting.of("target-audience", SpecSetting.Kind.TEXT),
                    SpecSetting.of("resource", SpecSetting.Kind.TEXT),
                    SpecSetting.choice("subject-token-type", "jwt", "id-token", "access-token"),
                    SpecSetting.choice("identity-reuse", "refused", "accepted"),
                    SpecSetting.choice("checked-by", "signature", "authority"),
                    SpecSetting.choice("prove", "self", "client", "none"),
                    SpecSetting.choice("revoke", "token", "none"),
                    SpecSetting.of("by-hand", SpecSetting.Kind.TEXT),
                    SpecSetting.of("endpoints.token", SpecSetting.Kind.URL),
                    SpecSetting.of("endpoints.revocation", SpecSetting.Kind.URL),
                    SpecSetting.of("endpoints.introspection", SpecSetting.Kind.URL)),
            List.of("scope"),
            List.of("token"),
            false);

    private static final SpecType VAULT = new SpecType(
            "vault",
            List.of(
                    SpecSetting.needed("url", SpecSetting.Kind.URL),
                    SpecSetting.of("namespace", SpecSetting.Kind.TEXT),
                    SpecSetting.of("ca", SpecSetting.Kind.FILE),
                    SpecSetting.of("audience", SpecSetting.Kind.TEXT),
                    SpecSetting.of("login.jwt.path", SpecSetting.Kind.TEXT),
                    SpecSetting.needed("login.jwt.role", SpecSetting.Kind.TEXT),
                    SpecSetting.of("login.kubernetes.path", SpecSetting.Kind.TEXT),
                    SpecSetting.needed("login.kubernetes.role", SpecSetting.Kind.TEXT),
                    SpecSetting.of("login.kubernetes.token-file", SpecSetting.Kind.FILE),
                    SpecSetting.of("login.approle.path", SpecSetting.Kind.TEXT),
                    SpecSetting.needed("login.approle.role-id", SpecSetting.Kind.TEXT),
                    SpecSetting.needed("login.approle.secret-id", SpecSetting.Kind.SECRET),
                    SpecSetting.choice("login.approle.secret-id-comes", "plain", "wrapped"),
                    SpecSetting.choice("secrets", "leased", "stored"),
                    SpecSetting.choice("revoke", "login", "token"),
                    SpecSetting.choice("wrap", "none", "response")),
            List.of("path", "policies", "uses"),
            List.of("token", "username", "password"),
            true);

    /** The same where it gives what somebody stored: of any names, and never for longer. */
    private static final SpecType VAULT_STORED =
            new SpecType(VAULT.name(), VAULT.settings(), List.of("path"), List.of(), false);

    private static final SpecType GITHUB_APP = new SpecType(
            "github-app",
            List.of(
                    SpecSetting.needed("app", SpecSetting.Kind.TEXT),
                    SpecSetting.of("url", SpecSetting.Kind.URL),
                    SpecSetting.of("ca", SpecSetting.Kind.FILE),
                    SpecSetting.of("key", SpecSetting.Kind.SECRET),
                    SpecSetting.needed("vault-transit.url", SpecSetting.Kind.URL),
                    SpecSetting.of("vault-transit.namespace", SpecSetting.Kind.TEXT),
                    SpecSetting.of("vault-transit.ca", SpecSetting.Kind.FILE),
                    SpecSetting.of("vault-transit.path", SpecSetting.Kind.TEXT),
                    SpecSetting.needed("vault-transit.key", SpecSetting.Kind.TEXT),
                    SpecSetting.of("vault-transit.login", SpecSetting.Kind.TEXT),
                    SpecSetting.needed("vault-transit.role", SpecSetting.Kind.TEXT),
                    SpecSetting.choice("installation", "repository", "organization"),
                    SpecSetting.of("audience", SpecSetting.Kind.TEXT)),
            List.of("repositories", "permissions"),
            List.of("token"),
            false);

    private static final SpecType OCTO_STS = new SpecType(
            "octo-sts",
            List.of(
                    SpecSetting.needed("url", SpecSetting.Kind.URL),
                    SpecSetting.of("ca", SpecSetting.Kind.FILE),
                    SpecSetting.needed("identity", SpecSetting.Kind.TEXT),
                    SpecSetting.of("audience", SpecSetting.Kind.TEXT),
                    SpecSetting.of("github", SpecSetting.Kind.URL)),
            List.of("repositories"),
            List.of("token"),
            false);

    static final List<SpecType> ISSUERS = List.of(OAUTH2, VAULT, GITHUB_APP, OCTO_STS);

    SpecType {
        settings = List.copyOf(settings);
        parts = List.copyOf(parts);
        fields = List.copyOf(fields);
    }

    static Optional<SpecType> named(String name, List<SpecType> types) {
        return types.stream().filter(type -> type.name.equals(name)).findFirst();
    }

    /** What an issuer is, with what its settings make of it. */
    static Optional<SpecType> of(IssuerSpec issuer) {
        return Issuers.revocability(issuer) == Revocability.NEVER
                ? Optional.of(VAULT_STORED)
                : named(issuer.type(), ISSUERS);
    }

    /** Whether its credentials may have a field of that name. */
    boolean has(String field) {
        return fields.contains(field)
                || fields.isEmpty() && FIELD.matcher(field).matches();
    }

    /** What its credentials' fields may be called, for people. */
    String knownFields() {
        return fields.isEmpty() ? "letters, digits, dots, - and _, at most 64" : String.join(", ", fields);
    }

    static List<String> names(List<SpecType> types) {
        return types.stream().map(SpecType::name).toList();
    }

    /** An identity source: where its token is, and what the token is held to. */
    private static SpecType identity(String name, SpecSetting where) {
        return new SpecType(
                name,
                List.of(
                        where,
                        SpecSetting.needed("issuer", SpecSetting.Kind.TEXT),
                        SpecSetting.of("jwks", SpecSetting.Kind.URL_OR_FILE),
                        SpecSetting.of("audience", SpecSetting.Kind.TEXT),
                        SpecSetting.choices("algorithms", "RS256", "ES256", "PS256", "EdDSA")),
                List.of(),
                List.of(),
                false);
    }
}
