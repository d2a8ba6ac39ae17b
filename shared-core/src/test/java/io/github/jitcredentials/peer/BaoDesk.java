package io.github.jitcredentials.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.identity.CiAuthority;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An OpenBao before a PostgreSQL, and in it what one test needs, under names of its own: a JWT auth method that trusts the
 * tests' CI system, a role, its policy, and a role of the database engine, all as docs/issuers.md shows them. The servers are
 * started once for a JVM, and end with it.
 */
public final class BaoDesk {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** The audience that the role wants. */
    public static final String AUDIENCE = "https://bao.example.com";

    private final Servers servers = Servers.RUNNING;
    private final int number = NUMBER.incrementAndGet();

    private static final class Servers {
        static final Servers RUNNING = new Servers();

        private final Postgres postgres = Postgres.start();
        private final OpenBao bao = OpenBao.start();
        private final StubServer keys = new StubServer().always("/jwks", Reply.json(200, CiAuthority.jwks()));

        Servers() {
            Runtime.getRuntime().addShutdownHook(new Thread(this::close));
            bao.write("sys/mounts/database", "{'type':'database'}");
            bao.write(
                    "database/config/orders",
                    "{'plugin_name':'postgresql-database-plugin','allowed_roles':'*',"
                            + "'connection_url':'postgresql://{{username}}:{{password}}@127.0.0.1:" + postgres.port()
                            + "/postgres?sslmode=disable','username':'" + Postgres.ADMINISTRATOR + "','password':'"
                            + Postgres.PASSWORD + "'}");
        }

        private void close() {
            bao.close();
            postgres.close();
            keys.close();
        }
    }

    /** Starts the servers, if they are not up yet. */
    static void start() {
        Servers.RUNNING.bao.url();
    }

    public BaoDesk() {
        enableJwt("");
        policy(documented("policy"));
        role(documented("role"));
        database(documented("database"));
    }

    public OpenBao bao() {
        return servers.bao;
    }

    public Postgres postgres() {
        return servers.postgres;
    }

    /** Where its JWT auth method is mounted. */
    public String mount() {
        return "ci-" + number;
    }

    /** The role that it logs in with. */
    public String role() {
        return "deploy-" + number;
    }

    public String policy() {
        return "ci-" + number;
    }

    /** The database engine's role; short, because users are named after its first eight characters. */
    private String database() {
        return "m" + number;
    }

    /** The dynamic secret's path. */
    public String path() {
        return "database/creds/" + database();
    }

    /** A JWT auth method with this desk's name. */
    public void enableJwt(String namespace) {
        bao().writeIn(namespace, "sys/auth/" + mount(), "{\"type\":\"jwt\"}");
        bao().writeIn(
                        namespace,
                        "auth/" + mount() + "/config",
                        "{\"jwks_url\":\"" + servers.keys.uri("/jwks") + "\",\"bound_issuer\":\"" + CiAuthority.ISSUER
                                + "\"}");
    }

    /** A text of the documentation's, in which this desk's names stand for those of the example. */
    public String documented(String name) {
        return Documented.block("issuers.md", "server: " + name)
                .replace("database/creds/migrator", path())
                .replace("[\"deploy\"]", "[\"" + policy() + "\"]");
    }

    /** Writes the login's policy anew. */
    public void policy(String rules) {
        bao().policy("", policy(), rules);
    }

    /** Writes the login's role anew. */
    public void role(String json) {
        bao().writeIn("", "auth/" + mount() + "/role/" + role(), json);
    }

    /** Writes the database's role anew. */
    public void database(String json) {
        bao().writeIn("", "database/roles/" + database(), json);
    }

    /** A KV engine of this desk's own. */
    public void keyValues(int version) {
        bao().write("sys/mounts/kv-" + number, "{'type':'kv','options':{'version':'" + version + "'}}");
        if (version == 2) {
            // It takes the server a moment to make it so.
            PeerProcess.await(() -> bao().answers("kv-" + number + "/config"));
        }
    }

    /**
     * Where the one secret in it is.
     *
     * @param below what comes after the mount: {@code data/} before version 2
     */
    public String keyValuePath(String below) {
        return "kv-" + number + "/" + below + "portal";
    }

    /** Stores it. */
    public void store(int version, String json) {
        bao().writeIn("", keyValuePath(version == 2 ? "data/" : ""), version == 2 ? "{\"data\":" + json + "}" : json);
    }

    /** An identity token, never the same. */
    public String identityToken(String audience) {
        JWTClaimsSet claims = CiAuthority.claims(audience, Instant.now())
                .claim("run_id", String.valueOf(4711))
                .jwtID(UUID.randomUUID().toString())
                .build();
        return CiAuthority.sign(claims);
    }

    /** The users that are in the database because of it. */
    public List<String> users() {
        return postgres().users("v-%-" + database() + "-%");
    }

    /** The tokens that are alive because of it: logins, and what hangs from them. */
    public List<JsonNode> tokens() {
        // Every policy of a desk is named after it.
        return bao().tokens(token -> {
            for (JsonNode policy : token.path("policies")) {
                if (policy.asText().endsWith("-" + number)) {
                    return true;
                }
            }
            return false;
        });
    }
}
