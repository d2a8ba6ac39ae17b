package io.github.jitcredentials.authority;

import io.github.jitcredentials.authority.grant.TokenKind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client and what it may be granted.
 *
 * @param id its {@code client_id}
 * @param issuer whose identities it takes; null for the trial CI, or for the only issuer there is
 * @param subject the exact {@code sub} it takes, or {@code *} for each one
 * @param scopes all it may ask for
 * @param lifetime how long its tokens live, in whole seconds
 * @param authentication how it proves who it is
 * @param token how its tokens look
 */
public record TrialClient(
        String id,
        @Nullable String issuer,
        String subject,
        Set<String> scopes,
        Duration lifetime,
        Authentication authentication,
        TokenKind token) {

    /** How a client proves who it is: RFC 8414's {@code token_endpoint_auth_methods_supported}. */
    public enum Authentication {
        /** It does not: it names itself, and the subject token is what counts. */
        NONE("none"),
        /** By an ID token of the CI as client assertion, RFC 7523, each of which is good once. */
        PRIVATE_KEY_JWT("private_key_jwt");

        private final String spelled;

        Authentication(String spelled) {
            this.spelled = spelled;
        }

        /** As OAuth spells it. */
        public String spelled() {
            return spelled;
        }
    }

    /** Takes each subject. */
    public static final String ANY_SUBJECT = "*";

    private static final Duration LONGEST = Duration.ofHours(24);

    public TrialClient {
        scopes = Set.copyOf(scopes);
        if (!id.matches("[\\x21-\\x7E]{1,100}")) {
            throw new IllegalArgumentException("id has to be 1 to 100 visible ASCII characters");
        }
        if (subject.isBlank()) {
            throw new IllegalArgumentException("client " + id + ": subject is empty");
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("client " + id + ": scope is empty");
        }
        // RFC 6749 section 3.3
        if (!scopes.stream().allMatch(scope -> scope.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]+"))) {
            throw new IllegalArgumentException("client " + id + ": a scope has a character that scopes can't have");
        }
        if (lifetime.toSeconds() < 1 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("client " + id + ": lifetime has to be 1 to 86400 seconds");
        }
        lifetime = Duration.ofSeconds(lifetime.toSeconds());
    }

    /** A public client that exchanges any identity of the trial CI for an opaque token of five minutes. */
    public static TrialClient open(String id, Set<String> scopes) {
        return new TrialClient(
                id, null, ANY_SUBJECT, scopes, Duration.ofMinutes(5), Authentication.NONE, TokenKind.OPAQUE);
    }

    public Optional<String> fixedIssuer() {
        return Optional.ofNullable(issuer);
    }

    public TrialClient withIssuer(String other) {
        return new TrialClient(id, other, subject, scopes, lifetime, authentication, token);
    }

    public TrialClient withSubject(String other) {
        return new TrialClient(id, issuer, other, scopes, lifetime, authentication, token);
    }

    public TrialClient withLifetime(Duration other) {
        return new TrialClient(id, issuer, subject, scopes, other, authentication, token);
    }

    public TrialClient withAuthentication(Authentication other) {
        return new TrialClient(id, issuer, subject, scopes, lifetime, other, token);
    }

    public TrialClient withToken(TokenKind other) {
        return new TrialClient(id, issuer, subject, scopes, lifetime, authentication, other);
    }

    boolean takes(String fromIssuer, String otherSubject) {
        return fromIssuer.equals(issuer) && (subject.equals(ANY_SUBJECT) || subject.equals(otherSubject));
    }
}
