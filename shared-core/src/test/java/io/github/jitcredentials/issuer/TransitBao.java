package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real OpenBao on loopback, in memory, whose transit engine has an App's key; and the identities that may sign with it. */
final class TransitBao implements AutoCloseable, IdentityTokens {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROOT = "root-of-a-server-for-tests";
    private static final String CI = "https://ci.example.com";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final KeyPair keys;
    private final URI url;
    private final Path folder;
    private final Process process;

    /** Whether there is an OpenBao to run. */
    static boolean isThere() {
        return Files.isExecutable(program());
    }

    private static Path program() {
        return Path.of(System.getProperty("peers", "no-peers"), "openbao", "bao");
    }

    TransitBao() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            port = free.getLocalPort();
        }
        url = URI.create("http://127.0.0.1:" + port);
        folder = Files.createTempDirectory("jit-credentials-transit");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        program().toString(),
                        "server",
                        "-dev",
                        "-dev-no-store-token",
                        "-dev-listen-address=127.0.0.1:" + port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putAll(Map.of("HOME", folder.toString(), "BAO_DEV_ROOT_TOKEN_ID", ROOT));
        process = builder.start();
        awaitUp();
        setUp();
    }

    /** As docs/github.md has it, but for the audience. */
    private void setUp() throws IOException {
        write("sys/mounts/transit", JSON.createObjectNode().put("type", "transit"));
        write("transit/keys/github-app", JSON.createObjectNode().put("type", "rsa-2048"));
        write("transit/keys/curve", JSON.createObjectNode().put("type", "ed25519"));
        write("sys/auth/jwt", JSON.createObjectNode().put("type", "jwt"));
        ObjectNode config = JSON.createObjectNode().put("bound_issuer", CI);
        config.putArray("jwt_validation_pubkeys")
                .add(FakeGitHub.pem("PUBLIC KEY", keys.getPublic().getEncoded()));
        write("auth/jwt/config", config);
        write("sys/policies/acl/sign", JSON.createObjectNode().put("policy", documented("transit-policy")));
        ObjectNode role = (ObjectNode) JSON.readTree(documented("transit-role"));
        role.set("bound_audiences", JSON.createArrayNode().add(url.toString()));
        write("auth/jwt/role/sign", role);
    }

    /** A text that docs/github.md tells people to give to their server. */
    private static String documented(String name) throws IOException {
        Matcher block = Pattern.compile("<!-- server: " + name + " -->\\R```[a-z]+\\R(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/github.md")));
        if (!block.find()) {
            throw new AssertionError("docs/github.md has no " + name);
        }
        return block.group(1);
    }

    URI url() {
        return url;
    }

    /** What others may know of the App's key. */
    RSAPublicKey publicKey() throws GeneralSecurityException {
        String pem =
                read("transit/keys/github-app").at("/data/keys/1/public_key").asText();
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    }

    /** How many tokens are alive but the root's. */
    int tokens() {
        return read("auth/token/accessors?list=true").at("/data/keys").size() - 1;
    }

    @Override
    public IdentityToken fresh(String audience) {
        Instant now = Instant.now();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(CI)
                .subject("repo:acme/app:ref:refs/heads/main")
                .audience(audience)
                .claim("repository", "acme/app")
                .claim("ref", "refs/heads/main")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .jwtID(UUID.randomUUID().toString())
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
        try {
            token.sign(new RSASSASigner(keys.getPrivate()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return new IdentityToken(
                new Identity("ci", CI, claims.getSubject(), Map.of(), now.plusSeconds(300)),
                Secret.of(token.serialize()));
    }

    @Override
    public Renewability renewability() {
        return Renewability.FRESH;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.delete(folder.resolve("log"));
        Files.delete(folder);
    }

    private void awaitUp() {
        Instant patience = Instant.now().plus(PATIENCE);
        while (!isUp()) {
            if (Instant.now().isAfter(patience) || !process.isAlive()) {
                throw new AssertionError("OpenBao did not start: see " + folder);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private boolean isUp() {
        try {
            return send("GET", "sys/health", "").path("sealed").isBoolean();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void write(String path, ObjectNode body) {
        JsonNode answer = send("POST", path, body.toString());
        if (answer.has("errors")) {
            throw new AssertionError(path + ": " + answer);
        }
    }

    private JsonNode read(String path) {
        return send("GET", path, "");
    }

    private JsonNode send(String method, String path, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url.resolve("/v1/" + path))
                    .timeout(PATIENCE)
                    .header("X-Vault-Token", ROOT)
                    .method(
                            method,
                            body.isEmpty()
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body))
                    .build();
            String answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return answer.isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
