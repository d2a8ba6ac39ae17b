package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Makes issuers from their configuration. Every one is held to the contract of {@link CredentialIssuer}. */
public final class Issuers {
    private static final String OAUTH2 = "oauth2";

    private Issuers() {}

    /** Every type there is, with the settings it knows; nested ones joined by dots. */
    public static Map<String, Set<String>> types() {
        return Map.of(OAUTH2, new TreeSet<>(OAuth2Settings.NAMES));
    }

    /**
     * Whom identity tokens for an issuer must be meant for: one token never serves two issuers.
     *
     * @throws JitException.Misconfigured with all problems, if a setting is wrong
     */
    public static String audience(IssuerSpec spec) {
        return OAuth2Settings.of(spec).audience();
    }

    /**
     * Makes one issuer; opens and asks nothing yet.
     *
     * @param secrets as for {@link Authority#issuer}
     * @throws JitException.Misconfigured with all problems, if the type or a setting is wrong
     */
    public static CredentialIssuer create(
            IssuerSpec spec, Web web, IdentityTokens identities, Function<String, Secret> secrets, Clock clock) {
        return authority(spec, web, clock).issuer(identities, secrets);
    }

    /**
     * Makes an authority that many issuers ask; opens and asks nothing yet.
     *
     * @throws JitException.Misconfigured with all problems, if the type or a setting is wrong
     */
    public static Authority authority(IssuerSpec spec, Web web, Clock clock) {
        if (!spec.type().equals(OAUTH2)) {
            throw new JitException.Misconfigured(new Problem(
                    "there is no issuer type " + Text.quote(spec.type()), "issuer " + spec.name(), "Known: " + OAUTH2));
        }
        OAuth2Settings settings = OAuth2Settings.of(spec);
        Discovery discovery = new Discovery(settings, web, clock);
        return (identities, secrets) -> checked(new OAuth2Issuer(
                settings, web, discovery, new OAuth2Messages(settings, identities, secrets, clock), clock));
    }

    /**
     * One configured authority. What it says about itself is asked once for all issuers that are made here, each for a door to
     * identity tokens of its own. Thread safe.
     */
    @FunctionalInterface
    public interface Authority {
        /**
         * Makes an issuer; asks nothing yet.
         *
         * @param secrets finds a secret by its place, {@code env:NAME} or {@code file:PATH}, at each use; throws
         *     IllegalArgumentException with a sentence if there is none. See {@link NamedSecrets}
         */
        CredentialIssuer issuer(IdentityTokens identities, Function<String, Secret> secrets);
    }

    /** Holds another issuer to the contract; for those made elsewhere. */
    public static CredentialIssuer checked(CredentialIssuer issuer) {
        return issuer instanceof CheckedIssuer ? issuer : new CheckedIssuer(issuer);
    }
}
