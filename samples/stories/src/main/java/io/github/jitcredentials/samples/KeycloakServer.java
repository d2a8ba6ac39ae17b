package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.peer.Keycloak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A real Keycloak on loopback, with a database of the story's own. */
final class KeycloakServer implements AutoCloseable {
    private static final String INTROSPECTION = "/realms/ci/protocol/openid-connect/token/introspect";

    private final Keycloak keycloak;

    KeycloakServer(Path distribution, Path place) {
        try {
            keycloak = new Keycloak(distribution.toRealPath(), place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AssertionError e) {
            throw new StoryFailedException("Keycloak: " + e.getMessage());
        }
    }

    URI url() {
        return keycloak.url();
    }

    void createRealm(String realm) {
        try {
            keycloak.createRealm(new ObjectMapper().readTree(realm));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AssertionError e) {
            throw new StoryFailedException("Keycloak does not take the realm: " + e.getMessage());
        }
    }

    /** Where the git server asks about tokens. */
    URI introspection() {
        return url().resolve(INTROSPECTION);
    }

    /** Whether Keycloak tells the git server that a token is alive. */
    boolean isActive(String token, String clientSecret) {
        return keycloak.post(
                        INTROSPECTION,
                        Map.of("token", token, "client_id", "repository", "client_secret", clientSecret),
                        Map.of())
                .path("active")
                .asBoolean();
    }

    @Override
    public void close() {
        keycloak.close();
    }
}
