package io.github.jitcredentials.authority;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.github.jitcredentials.authority.identity.TrustedIssuer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity issuer that signs whatever a test wants, and serves its keys over HTTP. */
final class FakeIssuer implements AutoCloseable {
    static final String NAME = "https://ci.example.com";
    static final String SUBJECT = "repo:acme/app:ref:refs/heads/main";

    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private final Clock clock;
    private volatile RSAKey key = newKey("one");
    private volatile boolean broken;

    FakeIssuer(Clock clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            fetches.incrementAndGet();
            byte[] body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(broken ? 500 : 200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/jwks");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    TrustedIssuer trusted() {
        return TrustedIssuer.of(NAME, url("/jwks"));
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    int fetches() {
        return fetches.get();
    }

    void rotateKey(String id) {
        key = newKey(id);
    }

    void breakKeys() {
        broken = true;
    }

    RSAKey key() {
        return key;
    }

    /** Good claims, for a test to spoil. */
    JWTClaimsSet.Builder claims(URI audience) {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .subject(SUBJECT)
                .audience(audience.toString())
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(clock.instant().plus(Duration.ofMinutes(5))))
                .jwtID(UUID.randomUUID().toString());
    }

    String sign(JWTClaimsSet.Builder claims) {
        return signWith(key, claims);
    }

    static String signWith(RSAKey key, JWTClaimsSet.Builder claims) {
        try {
            return sign(JWSAlgorithm.RS256, key, new RSASSASigner(key), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String signPs256(JWTClaimsSet.Builder claims) {
        try {
            return sign(JWSAlgorithm.PS256, key, new RSASSASigner(key), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The classic confusion: the public key, which everybody has, taken as a shared secret. */
    String signWithPublicKeyAsSecret(JWTClaimsSet.Builder claims) {
        try {
            return sign(JWSAlgorithm.HS256, key, new MACSigner(key.toPublicKey().getEncoded()), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String signWithEc(String keyId, JWTClaimsSet.Builder claims) {
        try {
            ECKey ec = new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
            return sign(JWSAlgorithm.ES256, ec, new ECDSASigner(ec), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String unsigned(JWTClaimsSet.Builder claims) {
        return new PlainJWT(claims.build()).serialize();
    }

    /** Points to the attacker's own keys by all the headers there are for it. */
    static String signWithKeysOfItsOwn(RSAKey key, URI jku, JWTClaimsSet.Builder claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .jwk(key.toPublicJWK())
                            .jwkURL(jku)
                            .build(),
                    claims.build());
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(JWSAlgorithm algorithm, JWK key, JWSSigner signer, JWTClaimsSet.Builder claims)
            throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims.build());
        jwt.sign(signer);
        return jwt.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
