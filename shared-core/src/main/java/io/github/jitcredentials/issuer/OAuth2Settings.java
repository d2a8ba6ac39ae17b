package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Origin;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one OAuth 2.0 authority is spoken to, checked.
 *
 * @param url its issuer identifier (RFC 8414 section 2), as text, because it is compared as text
 * @param client our client id; empty if the authority tells clients apart by their identity tokens alone
 * @param secretPlace where the client's secret or private key is, for {@link Authenticate#SECRET} and
 *     {@link Authenticate#KEY}; empty otherwise
 * @param keyId how the authority calls that key; empty for what the key itself says
 * @param audience what identity tokens, and what the client signs itself, must be meant for
 * @param targetAudience who the credential shall be for (RFC 8693 section 2.1); empty for the authority's choice
 * @param resource the same as a URI (RFC 8707); null for the authority's choice
 * @param reusable whether it takes an identity token that it has seen before
 * @param asked whether those who take the credential ask the authority about it, so that none takes one that was revoked
 * @param revocable whether it offers revocation (RFC 7009)
 * @param byHand what an administrator types to end a credential without having it; may be empty
 * @param token where tokens are asked for; null to find out, and so the next two
 */
record OAuth2Settings(
        String name,
        String url,
        String client,
        Grant grant,
        Authenticate authenticate,
        String secretPlace,
        String keyId,
        String audience,
        String targetAudience,
        @Nullable URI resource,
        SubjectType subjectType,
        Prove prove,
        boolean reusable,
        boolean asked,
        boolean revocable,
        String byHand,
        @Nullable URI token,
        @Nullable URI revocation,
        @Nullable URI introspection) {

    enum Grant {
        /** RFC 8693. */
        TOKEN_EXCHANGE,
        /** RFC 6749 section 4.4. */
        CLIENT_CREDENTIALS,
        /** The identity token as an authorization grant (RFC 7523 section 2.1). */
        JWT_BEARER
    }

    /** How we show which client we are. */
    enum Authenticate {
        /** A public client: whoever holds the credential may revoke it. */
        NONE,
        /** With a fresh identity token (RFC 7523 section 2.2). */
        IDENTITY,
        /** With a token signed by a standing key of the client's own (RFC 7523 section 2.2), which never leaves this side. */
        KEY,
        /** With a standing secret (RFC 6749 section 2.3.1), which is what this tool exists to avoid. */
        SECRET;

        boolean isStanding() {
            return this == KEY || this == SECRET;
        }
    }

    /** What is exchanged. */
    enum SubjectType {
        JWT,
        ID_TOKEN,
        /** Not the identity token, but an access token that the client is granted in its own name before. */
        ACCESS_TOKEN
    }

    /** Who asks whether a credential is alive (RFC 7662). */
    enum Prove {
        /** The credential itself. */
        SELF,
        /** Our client, as it authenticates everywhere else. */
        CLIENT,
        NONE
    }

    Revocability revocability() {
        return revocable ? Revocability.IMMEDIATE : Revocability.EXPIRY_ONLY;
    }

    static final Set<String> NAMES = Set.of(
            "url",
            "ca",
            "client",
            "grant",
            "authenticate",
            "secret",
            "key",
            "key-id",
            "audience",
            "target-audience",
            "resource",
            "subject-token-type",
            "identity-reuse",
            "checked-by",
            "prove",
            "revoke",
            "by-hand",
            "endpoints.token",
            "endpoints.revocation",
            "endpoints.introspection");

    /** @throws JitException.Misconfigured with all problems */
    static OAuth2Settings of(IssuerSpec spec) {
        return new Reader(spec).read();
    }

    /** Whether one credential takes two grants: one in the client's own name, and one in exchange for that. */
    boolean isChained() {
        return subjectType == SubjectType.ACCESS_TOKEN;
    }

    Origin origin() {
        return Origin.of(URI.create(url));
    }

    private static final class Reader {
        private final IssuerSpec spec;
        private final Map<String, String> settings;
        private final List<Problem> problems = new ArrayList<>();

        Reader(IssuerSpec spec) {
            this.spec = spec;
            this.settings = spec.settings();
        }

        OAuth2Settings read() {
            for (String setting : settings.keySet()) {
                if (!NAMES.contains(setting)) {
                    problem(
                            "there is no setting " + Text.quote(setting),
                            "Known: " + String.join(", ", new TreeSet<>(NAMES)));
                }
            }
            if (text("url").isEmpty()) {
                problem("url is missing", "Give the authority's issuer URL.");
            }
            Optional<URI> base = url("url");
            if (base.isPresent() && base.get().getRawQuery() != null) {
                problem("url: an issuer's URL has no query", "");
            }
            Grant grant = choice("grant", Grant.class, Grant.TOKEN_EXCHANGE);
            SubjectType subject = choice("subject-token-type", SubjectType.class, SubjectType.JWT);
            boolean anonymous = grant == Grant.TOKEN_EXCHANGE && subject != SubjectType.ACCESS_TOKEN;
            Authenticate authenticate =
                    choice("authenticate", Authenticate.class, anonymous ? Authenticate.NONE : Authenticate.IDENTITY);
            checkClient(grant, subject, authenticate);
            checkSecret(authenticate);
            // A client that is known by single-use identity tokens should not spend one on a question, when the next
            // revocation needs it.
            Prove prove = choice("prove", Prove.class, authenticate.isStanding() ? Prove.CLIENT : Prove.SELF);
            OAuth2Settings read = new OAuth2Settings(
                    spec.name(),
                    text("url"),
                    text("client"),
                    grant,
                    authenticate,
                    text(authenticate == Authenticate.KEY ? "key" : "secret"),
                    text("key-id"),
                    text("audience").isEmpty() ? text("url") : text("audience"),
                    text("target-audience"),
                    absolute("resource"),
                    subject,
                    prove,
                    choice("identity-reuse", Reuse.class, Reuse.REFUSED) == Reuse.ACCEPTED,
                    choice("checked-by", Checked.class, Checked.SIGNATURE) == Checked.AUTHORITY,
                    choice("revoke", Revoke.class, Revoke.TOKEN) == Revoke.TOKEN,
                    text("by-hand"),
                    url("endpoints.token").orElse(null),
                    url("endpoints.revocation").orElse(null),
                    url("endpoints.introspection").orElse(null));
            if (!problems.isEmpty()) {
                throw new JitException.Misconfigured(problems);
            }
            return read;
        }

        private enum Revoke {
            TOKEN,
            NONE
        }

        private enum Reuse {
            REFUSED,
            ACCEPTED
        }

        private enum Checked {
            SIGNATURE,
            AUTHORITY
        }

        private void checkClient(Grant grant, SubjectType subject, Authenticate authenticate) {
            if (grant == Grant.CLIENT_CREDENTIALS && authenticate == Authenticate.NONE) {
                problem(
                        "authenticate: none does not go with grant: client-credentials",
                        "Without a secret or an identity nobody could tell who asks: authenticate: identity");
            }
            if (subject == SubjectType.ACCESS_TOKEN && grant != Grant.TOKEN_EXCHANGE) {
                problem("subject-token-type: access-token goes with grant: token-exchange", "Remove one of them.");
            } else if (subject == SubjectType.ACCESS_TOKEN && authenticate == Authenticate.NONE) {
                problem(
                        "authenticate: none does not go with subject-token-type: access-token",
                        "The client gets that token in its own name first: authenticate: identity");
            }
            if (authenticate != Authenticate.IDENTITY && text("client").isEmpty()) {
                problem("client is missing", "Give the client id under which the authority knows this project.");
            }
        }

        private void checkSecret(Authenticate authenticate) {
            for (Authenticate standing : List.of(Authenticate.SECRET, Authenticate.KEY)) {
                String setting = Text.word(standing);
                if (authenticate == standing && !NamedSecrets.isPlace(text(setting))) {
                    // The value is not repeated: it may be the secret itself.
                    problem(
                            setting + " is not a place",
                            "Write env:NAME or file:PATH; a " + setting + " is never a value here.");
                }
                if (authenticate != standing && !text(setting).isEmpty()) {
                    problem(setting + " is not used unless authenticate: " + setting, "Remove it.");
                }
            }
            if (authenticate != Authenticate.KEY && !text("key-id").isEmpty()) {
                problem("key-id is not used unless authenticate: key", "Remove it.");
            }
        }

        private String text(String setting) {
            return settings.getOrDefault(setting, "").strip();
        }

        private Optional<URI> url(String setting) {
            if (text(setting).isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Origin.parse(text(setting)));
            } catch (IllegalArgumentException e) {
                problem(setting + ": " + e.getMessage(), "");
                return Optional.empty();
            }
        }

        private @Nullable URI absolute(String setting) {
            String text = text(setting);
            if (text.isEmpty()) {
                return null;
            }
            try {
                URI uri = URI.create(text);
                if (uri.isAbsolute() && uri.getRawFragment() == null) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                // Said below, in our words.
            }
            problem(setting + " is not an absolute URI without a fragment", "");
            return null;
        }

        private <E extends Enum<E>> E choice(String setting, Class<E> type, E otherwise) {
            String text = text(setting);
            if (text.isEmpty()) {
                return otherwise;
            }
            for (E value : type.getEnumConstants()) {
                if (Text.word(value).equals(text)
                        || Text.word(value).replace('-', '_').equals(text)) {
                    return value;
                }
            }
            problem(
                    setting + ": there is no " + Text.quote(text),
                    "Known: "
                            + Arrays.stream(type.getEnumConstants())
                                    .map(Text::word)
                                    .collect(Collectors.joining(", ")));
            return otherwise;
        }

        private void problem(String what, String todo) {
            problems.add(new Problem(what, "issuer " + spec.name(), todo));
        }
    }
}
