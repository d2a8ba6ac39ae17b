package io.github.jitcredentials.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import io.github.jitcredentials.http.CuttingProxy;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.identity.CiAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A realm of the running Keycloak, as docs/keycloak.md shows it, whose CI systems are the tests' own. Deleted when closed. */
public final class Realm implements AutoCloseable {
    public static final String GITHUB = "https://token.actions.githubusercontent.com";
    /** Who stands in for a GitLab: the tests' CI system as it is when nobody says otherwise. */
    public static final String GITLAB = CiAuthority.ISSUER;

    public static final String MAIN = "repo:acme/app:ref:refs/heads/main";
    public static final String RELEASE = "repo:acme/app:environment:release";
    public static final String GITLAB_MAIN = MAIN;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Keycloak keycloak = Keycloak.running();
    private final StubServer keys = new StubServer().always("/jwks", Reply.json(200, CiAuthority.jwks()));
    private final RSAKey key = generated();
    private final String name = "ci-" + NUMBER.incrementAndGet();

    public Realm() {
        ObjectNode realm = (ObjectNode) documented("realm");
        for (String more : new String[] {"reuse", "key", "exchange", "grant"}) {
            documented(more).properties().forEach(part -> part.getValue().forEach(one -> {
                String naming = part.getKey().equals("identityProviders") ? "alias" : "clientId";
                add(realm.withArray("/" + part.getKey()), naming, one);
            }));
        }
        realm.put("realm", name);
        keycloak.createRealm(realm);
    }

    public Keycloak keycloak() {
        return keycloak;
    }

    public String path() {
        return "/realms/" + name;
    }

    /** The private key that the realm knows the public half of, as a JWK. */
    public String key() {
        return key.toJSONString();
    }

    /** What the CI system says of a job, good for five minutes and one use. */
    public static String identityToken(String issuer, String subject, String audience) {
        return identityToken(issuer, subject, audience, Duration.ofMinutes(5));
    }

    public static String identityToken(String issuer, String subject, String audience, Duration life) {
        Instant now = Instant.now();
        JWTClaimsSet claims = CiAuthority.claims(audience, now)
                .issuer(issuer)
                .subject(subject)
                .expirationTime(Date.from(now.plus(life)))
                .jwtID(UUID.randomUUID().toString())
                .build();
        return CiAuthority.sign(claims);
    }

    /**
     * Whether a resource server is told that a token is alive.
     *
     * @param front the address under which the token was got
     */
    public boolean isActive(String token, URI front) {
        return keycloak.post(
                        path() + "/protocol/openid-connect/token/introspect",
                        Map.of(
                                "token", token,
                                "client_id", "repository",
                                "client_secret", "of-the-server-that-asks"),
                        CuttingProxy.forwarded(front))
                .path("active")
                .asBoolean();
    }

    @Override
    public void close() {
        keycloak.deleteRealm(name);
        keys.close();
    }

    private static void add(ArrayNode all, String naming, JsonNode one) {
        for (JsonNode known : all) {
            if (known.path(naming).equals(one.path(naming)) && !one.path(naming).isMissingNode()) {
                ((ObjectNode) known.path("config")).setAll((ObjectNode) one.path("config"));
                return;
            }
        }
        all.add(one);
    }

    private JsonNode documented(String block) {
        try {
            JsonNode read = JSON.readTree(Documented.block("keycloak.md", "theirs: " + block)
                    .replace("https://gitlab.example.com", GITLAB)
                    .replace("project_path:acme/app:ref_type:branch:ref:main", GITLAB_MAIN));
            read.path("identityProviders").forEach(provider -> {
                ObjectNode config = (ObjectNode) provider.path("config");
                if (config.has("jwksUrl")) {
                    config.put("jwksUrl", keys.uri("/jwks").toString());
                }
            });
            read.path("clients").forEach(client -> {
                if (client.path("attributes").has("jwks.string")) {
                    ((ObjectNode) client.path("attributes"))
                            .put("jwks.string", new JWKSet(key).toPublicJWKSet().toString());
                }
            });
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RSAKey generated() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID("deploy-2026")
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
