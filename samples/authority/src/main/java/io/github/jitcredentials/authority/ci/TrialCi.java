package io.github.jitcredentials.authority.ci;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.http.Reply;
import io.github.jitcredentials.authority.http.Request;
import io.github.jitcredentials.authority.http.Route;
import io.github.jitcredentials.authority.identity.TrustedIssuer;
import io.github.jitcredentials.authority.secrets.Fingerprint;
import io.github.jitcredentials.authority.secrets.OwnerOnly;
import io.github.jitcredentials.authority.secrets.RandomToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A CI system's identity issuer for trials: says about itself what it is told to say.
 *
 * <p>It gives ID tokens in two ways: a file that is kept fresh, as GitLab and Kubernetes do, and an end point that is
 * asked with a request token, as GitHub Actions has. Its key lives as long as the process. Thread safe.
 */
public final class TrialCi implements AutoCloseable {
    /** How long an ID token lives. */
    public static final Duration LIFETIME = Duration.ofMinutes(5);
    /** How often the one in the file is replaced. */
    public static final Duration REFRESHED_EVERY = Duration.ofSeconds(60);

    private static final Set<String> OURS = Set.of("iss", "aud", "exp", "iat", "nbf", "jti");
    private static final int RSA_BITS = 2048;

    private final URI authority;
    private final URI issuer;
    private final Path directory;
    private final Map<String, String> claims;
    private final Clock clock;
    private final RSAKey key;
    private final String requestToken = RandomToken.next();

    private TrialCi(URI authority, Path directory, Map<String, String> claims, Clock clock, RSAKey key) {
        this.authority = authority;
        this.issuer = URI.create(authority + "/ci");
        this.directory = directory;
        this.claims = Map.copyOf(claims);
        this.clock = clock;
        this.key = key;
    }

    /**
     * Makes a key and the files {@code id-token}, {@code request-token} and {@code jwks.json}, all 0600.
     *
     * @param authority the URL the identity is for; the issuer is {@code /ci} below it
     * @param directory made with mode 0700 unless it is there
     * @param claims what each ID token says, {@code sub} included
     */
    public static TrialCi open(URI authority, Path directory, Map<String, String> claims, Clock clock)
            throws IOException {
        for (String name : claims.keySet()) {
            if (OURS.contains(name)) {
                throw new IllegalArgumentException("claim " + name + " is set by the issuer itself");
            }
        }
        TrialCi ci = new TrialCi(authority, OwnerOnly.directory(directory), claims, clock, newKey());
        OwnerOnly.write(ci.requestTokenFile(), ci.requestToken);
        OwnerOnly.write(ci.keysFile(), new JWKSet(ci.key.toPublicJWK()).toString());
        ci.refresh();
        return ci;
    }

    /** Keeps the file fresh until the scheduler is shut down. */
    public void keepFresh(ScheduledExecutorService scheduler) {
        long seconds = REFRESHED_EVERY.toSeconds();
        Future<?> unused = scheduler.scheduleAtFixedRate(this::tryToRefresh, seconds, seconds, TimeUnit.SECONDS);
    }

    private void tryToRefresh() {
        try {
            refresh();
        } catch (IOException e) {
            // Tried again in a minute. Who reads the file meanwhile gets the old token, and sees when it ends.
        }
    }

    /** Replaces the ID token in the file by a fresh one. */
    public void refresh() throws IOException {
        OwnerOnly.write(idTokenFile(), idToken(authority.toString()));
    }

    /** The exact {@code iss} of its tokens. */
    public URI issuer() {
        return issuer;
    }

    /** Where the current ID token for the authority is. */
    public Path idTokenFile() {
        return directory.resolve("id-token");
    }

    /** Where the request token is: what a GitHub job finds in {@code ACTIONS_ID_TOKEN_REQUEST_TOKEN}. */
    public Path requestTokenFile() {
        return directory.resolve("request-token");
    }

    /** What a GitHub job finds in {@code ACTIONS_ID_TOKEN_REQUEST_URL}; {@code &audience=A} is to be appended. */
    public URI requestUrl() {
        return URI.create(issuer + "/token?x=1");
    }

    /** How the authority trusts this issuer. The keys come from a file, so that no request to itself is needed. */
    public TrustedIssuer trusted() {
        return new TrustedIssuer(issuer.toString(), keysFile().toUri(), Set.of("RS256"));
    }

    /** A fresh ID token for an audience. */
    public String idToken(String audience) {
        return idToken(audience, Map.of());
    }

    /** A fresh ID token with other claims in place of, or besides, those configured. */
    public String idToken(String audience, Map<String, String> instead) {
        Instant now = clock.instant();
        JWTClaimsSet.Builder token = new JWTClaimsSet.Builder();
        claims.forEach(token::claim);
        instead.forEach(token::claim);
        token.issuer(issuer.toString())
                .audience(audience)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .jwtID(UUID.randomUUID().toString());
        return sign(token.build());
    }

    /** What is served below the authority's URL. */
    public Map<String, Route> routes() {
        return Map.of(
                "/ci/.well-known/openid-configuration", this::metadata,
                "/ci/jwks", this::keys,
                "/ci/token", this::token);
    }

    /** Deletes its files. */
    @Override
    public void close() throws IOException {
        for (Path file : List.of(idTokenFile(), requestTokenFile(), keysFile())) {
            Files.deleteIfExists(file);
        }
    }

    private Reply metadata(Request request) throws RefusedException {
        request.only("GET");
        return Reply.json(
                200,
                Map.of(
                        "issuer", issuer.toString(),
                        "jwks_uri", issuer + "/jwks",
                        "subject_types_supported", List.of("public"),
                        "response_types_supported", List.of("id_token"),
                        "claims_supported", List.of("sub", "aud", "exp", "iat", "iss", "jti", "nbf"),
                        "id_token_signing_alg_values_supported", List.of("RS256"),
                        "scopes_supported", List.of("openid")));
    }

    private Reply keys(Request request) throws RefusedException {
        request.only("GET");
        return Reply.json(200, new JWKSet(key.toPublicJWK()).toJSONObject());
    }

    private Reply token(Request request) throws RefusedException {
        request.only("GET");
        String given = request.bearer().orElse("");
        if (!Fingerprint.same(given, requestToken)) {
            throw RefusedException.needsBearer("the request token is missing or another one");
        }
        String audience = request.query().get("audience").orElse(authority.toString());
        return Reply.json(200, Map.of("value", idToken(audience))).with("Cache-Control", "no-store");
    }

    private Path keysFile() {
        return directory.resolve("jwks.json");
    }

    private String sign(JWTClaimsSet token) {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .type(JOSEObjectType.JWT)
                    .keyID(key.getKeyID())
                    .build();
            SignedJWT jwt = new SignedJWT(header, token);
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("can't sign with a key made for it", e);
        }
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(RSA_BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("each Java runtime makes RSA keys", e);
        }
    }

    /** The issuer alone: keys and tokens are not shown. */
    @Override
    public String toString() {
        return "TrialCi " + issuer;
    }
}
