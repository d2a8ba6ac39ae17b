package io.github.jitcredentials.authority.repository;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.github.jitcredentials.authority.http.Json;
import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.secrets.Fingerprint;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks the authority about a token, each time anew: RFC 7662. Thread safe. */
final class AuthorityDoor {
    /** What the authority says about a token. */
    record Verdict(boolean active, Set<String> scope) {}

    private final URI introspection;
    private final Path adminTokenFile;

    AuthorityDoor(URI authority, Path adminTokenFile) {
        this.introspection = URI.create(authority + "/introspect");
        this.adminTokenFile = adminTokenFile;
    }

    /** @throws RefusedException 503 if the authority gives no clear answer: then nobody gets in */
    Verdict ask(String token) throws RefusedException {
        try {
            byte[] form = URLUtils.serializeParameters(Map.of("token", List.of(token)))
                    .getBytes(StandardCharsets.UTF_8);
            PlainCall.Answer answer = PlainCall.of("POST", introspection)
                    .with("Authorization", "Bearer " + adminToken())
                    .with("Content-Type", "application/x-www-form-urlencoded")
                    .send(form);
            if (answer.status() != 200) {
                throw unavailable("the authority answered " + answer.status());
            }
            Map<String, Object> said = Json.object(answer.body());
            if (!(said.get("active") instanceof Boolean active)) {
                throw unavailable("the authority did not say whether the token is active");
            }
            String scope = said.get("scope") instanceof String text ? text : "";
            return new Verdict(active, Set.copyOf(Arrays.asList(scope.split(" "))));
        } catch (RefusedException e) {
            throw e.reply().status() == 503 ? e : unavailable("the authority's answer can't be read");
        } catch (IOException e) {
            throw unavailable("the authority can't be asked");
        }
    }

    /** Whether this is the authority's admin token. */
    boolean isAdmin(String token) throws RefusedException {
        try {
            return Fingerprint.same(token, adminToken());
        } catch (IOException e) {
            throw unavailable("the admin token's file can't be read");
        }
    }

    private String adminToken() throws IOException {
        return Files.readString(adminTokenFile).strip();
    }

    private static RefusedException unavailable(String why) {
        return RefusedException.of(503, "temporarily_unavailable", why);
    }
}
