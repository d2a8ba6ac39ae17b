package io.github.jitcredentials.frontend;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a credential is handed over; each host makes the ways it can.
 *
 * @param server as a Maven server, or null
 * @param env names of environment variables and the credential's field each gets
 */
public record Delivery(@Nullable MavenServer server, Map<String, String> env) {
    /** How a server is told. */
    public enum Style {
        /** {@code Authorization: Bearer}, RFC 6750. */
        BEARER,
        /** {@code Authorization: Basic} with the token as password, RFC 7617. */
        BASIC
    }

    /**
     * What Maven calls a server.
     *
     * @param id as in {@code distributionManagement}
     * @param username only sent with {@link Style#BASIC}
     */
    public record MavenServer(String id, Style style, String username) {
        public MavenServer {
            if (id.isBlank() || username.isBlank() || username.indexOf(':') >= 0) {
                throw new IllegalArgumentException("a server has an id and a user name without a colon");
            }
        }
    }

    public Delivery {
        env = Collections.unmodifiableMap(new TreeMap<>(env));
        if (server == null && env.isEmpty()) {
            throw new IllegalArgumentException("a delivery goes somewhere");
        }
    }

    public Optional<MavenServer> mavenServer() {
        return Optional.ofNullable(server);
    }
}
