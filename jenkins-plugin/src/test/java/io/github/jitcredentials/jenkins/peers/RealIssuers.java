package io.github.jitcredentials.jenkins.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.peer.BaoDesk;
import io.github.jitcredentials.peer.Keycloak;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Keycloak and an OpenBao before a PostgreSQL that take a controller's word, and that controller's configuration: all by the
 * texts of docs/jenkins-at-work.md, with the test's own addresses in them.
 */
final class RealIssuers implements AutoCloseable {
    private final Keycloak keycloak = Keycloak.running();
    private final BaoDesk bao = new BaoDesk();
    private final String realm = "ci-" + UUID.randomUUID();
    private final String mount = "jenkins-" + UUID.randomUUID();
    private final String jenkins;

    /** @param jenkins the controller's URL, with a slash at its end */
    RealIssuers(String jenkins) throws IOException {
        this.jenkins = jenkins;
        keycloak.createRealm(
                ((ObjectNode) new ObjectMapper().readTree(documented("theirs: realm"))).put("realm", realm));
        bao.bao().writeIn("", "sys/auth/" + mount, "{\"type\":\"jwt\"}");
        bao.bao().writeIn("", "auth/" + mount + "/config", documented("theirs: bao-config"));
        bao.bao().writeIn("", "auth/" + mount + "/role/release", documented("theirs: bao-role"));
    }

    /** Tells the controller in this process of them, as code. */
    void configure(Path folder, UnaryOperator<String> change) throws Exception {
        Path file = Files.writeString(folder.resolve("jenkins.yaml"), change.apply(documented("ours: jenkins")));
        ConfigurationAsCode.get().configure(List.of(file.toString()));
    }

    /** Whether Keycloak tells a server that a token is alive. */
    boolean isActive(String token) {
        return keycloak.post(
                        "/realms/" + realm + "/protocol/openid-connect/token/introspect",
                        Map.of("token", token, "client_id", "repository", "client_secret", "of-the-server-that-asks"),
                        Map.of())
                .path("active")
                .asBoolean();
    }

    BaoDesk bao() {
        return bao;
    }

    private String documented(String name) throws IOException {
        Matcher block = Pattern.compile("<!-- " + name + " -->\\R```\\w+\\R(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/jenkins-at-work.md")));
        if (!block.find()) {
            throw new AssertionError("docs/jenkins-at-work.md has no " + name);
        }
        return block.group(1)
                .replace("https://jenkins.example.com/", jenkins)
                .replace("https://sso.example.com/realms/ci", keycloak.url() + "/realms/" + realm)
                .replace("https://bao.example.com", bao.bao().url().toString())
                .replace("path: jenkins,", "path: " + mount + ",")
                .replace("database/creds/migrator", bao.path())
                .replace("[\"release\"]", "[\"" + bao.policy() + "\"]");
    }

    @Override
    public void close() {
        keycloak.deleteRealm(realm);
    }
}
