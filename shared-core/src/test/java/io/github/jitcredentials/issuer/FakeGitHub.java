package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.StubServer.Seen;
import io.github.jitcredentials.model.Secret;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A GitHub as far as an App's installation is concerned: a GitHub Enterprise Server on loopback with the organization
 * {@code acme}, which has installed the App for two repositories. Every request and answer is held against GitHub's own
 * description; {@link #close} fails if one was not such. Thread safe.
 */
public final class FakeGitHub implements AutoCloseable {
    /** The App's id. */
    public static final String APP = "4711";

    private static final String BASE = "/api/v3";
    private static final Duration LIFE = Duration.ofHours(1);
    private static final KeyPair KEYS = keys();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final GitHubDescription DESCRIPTION = GitHubDescription.read();

    /** The two forms that a token can have. */
    public enum Format {
        CLASSIC,
        STATELESS
    }

    private record Token(Set<String> repositories, Map<String, String> permissions, Instant end) {}

    private final StubServer server = new StubServer();
    private final Clock clock;
    private final Map<String, Token> tokens = new LinkedHashMap<>();
    private final List<Secret> secrets = new ArrayList<>();
    private final List<String> objections = new ArrayList<>();
    private final Map<String, String> installed =
            new TreeMap<>(Map.of("contents", "write", "packages", "write", "metadata", "read", "members", "read"));
    private RSAPublicKey appKey = (RSAPublicKey) KEYS.getPublic();
    private Format format = Format.CLASSIC;
    private long installation = 88;
    private int granted;
    private boolean losing;
    private boolean refusing;
    private boolean wider;
    private boolean endless;

    public FakeGitHub(Clock clock) {
        this.clock = clock;
        comeBack();
    }

    /** Its address, as people know it. */
    public String url() {
        return server.uri("").toString();
    }

    StubServer server() {
        return server;
    }

    /** The App's key, as GitHub hands it out: PKCS#1. */
    public static String pkcs1() {
        byte[] whole = KEYS.getPrivate().getEncoded();
        // What is before the octets of the key itself has the same length for every key of this size.
        byte[] key = Arrays.copyOfRange(whole, 26, whole.length);
        return pem("RSA PRIVATE KEY", key);
    }

    /** The same in PKCS#8. */
    public static String pkcs8() {
        return pem("PRIVATE KEY", KEYS.getPrivate().getEncoded());
    }

    static String pem(String name, byte[] der) {
        return "-----BEGIN " + name + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + name + "-----\n";
    }

    /** Takes another key for the App's. */
    synchronized void trust(RSAPublicKey key) {
        appKey = key;
    }

    synchronized void hand(Format newFormat) {
        format = newFormat;
    }

    /** The App is removed and installed anew, under another number. */
    synchronized void reinstall() {
        installation++;
    }

    public synchronized int live() {
        Instant now = clock.instant();
        return (int) tokens.values().stream()
                .filter(token -> now.isBefore(token.end()))
                .count();
    }

    /** Whether this is a token that opens something now. */
    public synchronized boolean isLive(String token) {
        Token known = tokens.get(token);
        return known != null && clock.instant().isBefore(known.end());
    }

    public synchronized int granted() {
        return granted;
    }

    synchronized List<Secret> secrets() {
        return List.copyOf(secrets);
    }

    /** Puts a token into the world as somebody else's App does. */
    synchronized String hand(Collection<String> repositories) {
        return add(new TreeSet<>(repositories), new TreeMap<>(Map.of("contents", "write", "metadata", "read")));
    }

    synchronized void loseNext() {
        losing = true;
    }

    synchronized void refuseNext() {
        refusing = true;
    }

    synchronized void grantMoreNext() {
        wider = true;
    }

    synchronized void grantEndlessNext() {
        endless = true;
    }

    void goAway() {
        server.otherwise(seen -> Reply.of(503, "text/plain", "away", "Retry-After: 1"));
    }

    void comeBack() {
        server.otherwise(this::answer);
    }

    @Override
    public synchronized void close() {
        server.close();
        if (!objections.isEmpty()) {
            throw new AssertionError("not as GitHub describes it: " + objections);
        }
    }

    private record Answered(int status, String body) {}

    private synchronized Reply answer(Seen seen) {
        String path = seen.path().startsWith(BASE) ? seen.path().substring(BASE.length()) : "elsewhere";
        secrets.add(Secret.of(bearer(seen)));
        Answered answered = answered(seen, path);
        objections.addAll(DESCRIPTION.objections(seen, path, answered.status(), answered.body()));
        if (losing && seen.method().equals("POST")) {
            losing = false;
            return Reply.close();
        }
        return Reply.json(answered.status(), body(answered), "Date: " + date());
    }

    private String body(Answered answered) {
        if (!endless || answered.status() != 201) {
            return answered.body();
        }
        endless = false;
        // Not as it is described, and so not held against it.
        ObjectNode body = (ObjectNode) parsed(answered.body());
        body.remove("expires_at");
        return body.toString();
    }

    private String date() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
    }

    private Answered answered(Seen seen, String path) {
        if (path.equals("/installation/token") || path.startsWith("/installation/repositories")) {
            Token token = tokens.get(bearer(seen));
            if (token == null || !clock.instant().isBefore(token.end())) {
                return error(401, "Bad credentials");
            }
            return path.equals("/installation/token") ? ended(seen) : opened(token);
        }
        Optional<String> stranger = notTheApp(bearer(seen));
        if (stranger.isPresent()) {
            return error(401, stranger.get());
        }
        if (path.equals("/orgs/acme/installation") || path.matches("/repos/acme/(app|lib)/installation")) {
            return new Answered(
                    200,
                    DESCRIPTION.sample("installation").put("id", installation).toString());
        }
        return path.equals("/app/installations/" + installation + "/access_tokens")
                ? grant(parsed(seen.body()), seen)
                : error(404, "Not Found");
    }

    private Answered ended(Seen seen) {
        tokens.remove(bearer(seen));
        return new Answered(204, "");
    }

    private Answered opened(Token token) {
        ObjectNode body = JSON.createObjectNode()
                .put("total_count", token.repositories().size())
                .put("repository_selection", "selected");
        body.set("repositories", repositories(token.repositories()));
        return new Answered(200, body.toString());
    }

    private Answered grant(JsonNode asked, Seen seen) {
        if (refusing) {
            refusing = false;
            return error(422, "no token for " + bearer(seen) + " who asked");
        }
        Set<String> names = new TreeSet<>();
        asked.path("repositories").forEach(name -> names.add("acme/" + name.asText()));
        Map<String, String> permissions = new TreeMap<>();
        asked.path("permissions")
                .properties()
                .forEach(each -> permissions.put(each.getKey(), each.getValue().asText()));
        if (!Set.of("acme/app", "acme/lib").containsAll(names)) {
            return error(
                    422,
                    "There is at least one repository that does not exist or is not accessible to the parent"
                            + " installation.");
        }
        if (!permissions.entrySet().stream().allMatch(each -> given(each.getKey(), each.getValue()))) {
            return error(422, "The permissions requested are not granted to this installation.");
        }
        if (names.isEmpty() || wider) {
            names.addAll(Set.of("acme/app", "acme/lib"));
        }
        if (permissions.isEmpty() || wider) {
            permissions.putAll(installed);
        }
        wider = false;
        permissions.put("metadata", "read");
        String token = add(names, permissions);
        ObjectNode body = JSON.createObjectNode()
                .put("token", token)
                .put("expires_at", tokens.get(token).end().toString())
                .put("repository_selection", "selected");
        ObjectNode told = body.putObject("permissions");
        permissions.forEach(told::put);
        body.set("repositories", repositories(names));
        return new Answered(201, body.toString());
    }

    private boolean given(String permission, String level) {
        String most = installed.getOrDefault(permission, "");
        return most.equals(level) || most.equals("write") && level.equals("read");
    }

    private String add(Set<String> repositories, Map<String, String> permissions) {
        granted++;
        String token = format == Format.CLASSIC ? classic(granted) : stateless(granted);
        tokens.put(token, new Token(repositories, permissions, clock.instant().plus(LIFE)));
        secrets.add(Secret.of(token));
        return token;
    }

    private static String classic(int number) {
        return "ghs_" + String.format(Locale.ROOT, "%036d", number).replace('0', 'x');
    }

    private static String stateless(int number) {
        String filler = IntStream.range(0, 470)
                .mapToObj(i -> String.valueOf((char) ('a' + (i * 7 + number) % 26)))
                .reduce("", String::concat);
        return "ghs_" + APP + "_ey" + filler.substring(0, 40) + "." + filler.substring(40, 400) + "."
                + filler.substring(400);
    }

    private static ArrayNode repositories(Set<String> names) {
        ArrayNode repositories = JSON.createArrayNode();
        for (String name : names) {
            repositories.add(DESCRIPTION
                    .sample("repository")
                    .put("name", name.substring(name.indexOf('/') + 1))
                    .put("full_name", name));
        }
        return repositories;
    }

    private static Answered error(int status, String message) {
        return new Answered(
                status,
                JSON.createObjectNode()
                        .put("message", message)
                        .put("documentation_url", "https://docs.github.com/rest")
                        .put("status", String.valueOf(status))
                        .toString());
    }

    /** GitHub's own words for what can be wrong with an App's token. */
    private Optional<String> notTheApp(String token) {
        try {
            SignedJWT read = SignedJWT.parse(token);
            JWTClaimsSet claims = read.getJWTClaimsSet();
            Instant now = clock.instant();
            if (!read.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
                    || !read.verify(new RSASSAVerifier(appKey))
                    || !APP.equals(claims.getIssuer())) {
                return Optional.of("A JSON web token could not be decoded");
            }
            if (claims.getIssueTime().toInstant().isAfter(now)) {
                return Optional.of("'Issued at' claim ('iat') must be an Integer representing the time that the"
                        + " assertion was issued");
            }
            Instant end = claims.getExpirationTime().toInstant();
            if (!end.isAfter(now)) {
                return Optional.of(
                        "'Expiration time' claim ('exp') must be a numeric value representing the future time"
                                + " at which the assertion expires");
            }
            return end.isAfter(now.plus(Duration.ofMinutes(10)))
                    ? Optional.of("'Expiration time' claim ('exp') is too far in the future")
                    : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.of("A JSON web token could not be decoded");
        }
    }

    private static String bearer(Seen seen) {
        return seen.headers().getOrDefault("authorization", "").replaceFirst("^Bearer ", "");
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
