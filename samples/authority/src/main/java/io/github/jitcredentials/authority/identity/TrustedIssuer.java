package io.github.jitcredentials.authority.identity;

import java.net.URI;
import java.util.Set;

/**
 * An identity issuer whose word is taken, pinned by configuration: nothing about it is learned from a token.
 *
 * @param issuer the exact {@code iss} of its tokens
 * @param jwks where its public keys are: an {@code https}, loopback {@code http} or {@code file} URL
 * @param algorithms the signature algorithms taken; asymmetric ones only
 */
public record TrustedIssuer(String issuer, URI jwks, Set<String> algorithms) {
    private static final Set<String> ASYMMETRIC =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");
    private static final Set<String> SCHEMES = Set.of("https", "http", "file");

    public TrustedIssuer {
        algorithms = Set.copyOf(algorithms);
        if (issuer.isBlank()) {
            throw new IllegalArgumentException("issuer is empty");
        }
        if (jwks.getScheme() == null || !SCHEMES.contains(jwks.getScheme())) {
            throw new IllegalArgumentException("jwks has to be a URL of https, http or file: " + jwks);
        }
        if (jwks.getScheme().equals("http")
                && !Set.of("127.0.0.1", "localhost").contains(String.valueOf(jwks.getHost()))) {
            throw new IllegalArgumentException("jwks over plain http may only be on this machine: " + jwks);
        }
        if (algorithms.isEmpty() || !ASYMMETRIC.containsAll(algorithms)) {
            throw new IllegalArgumentException("algorithms have to be among " + ASYMMETRIC + ": " + algorithms);
        }
    }

    /** An issuer that signs with RS256 or ES256. */
    public static TrustedIssuer of(String issuer, URI jwks) {
        return new TrustedIssuer(issuer, jwks, Set.of("RS256", "ES256"));
    }
}
