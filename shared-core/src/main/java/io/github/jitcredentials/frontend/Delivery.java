package io.github.jitcredentials.frontend;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a credential is handed over; each host makes the ways it can.
 *
 * @param server as a Maven server, or null
 * @param env names of environment variables and the credential's field each gets
 * @param files names under which the paths of files are told, and what the file of each holds
 */
public record Delivery(@Nullable MavenServer server, Map<String, String> env, Map<String, FileDelivery> files) {
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
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        if (server == null && env.isEmpty() && files.isEmpty()) {
            throw new IllegalArgumentException("a delivery goes somewhere");
        }
    }

    /** Without files. */
    public Delivery(@Nullable MavenServer server, Map<String, String> env) {
        this(server, env, Map.of());
    }

    /** The files that are a login at the profile's destination. */
    Stream<FileDelivery> logins() {
        return files.values().stream().filter(file -> file.format().isLogin());
    }

    /** Whose the credential is, wherever it is handed over with a name. */
    public List<String> users() {
        return Stream.concat(
                        mavenServer().map(MavenServer::username).stream(),
                        files.values().stream().map(FileDelivery::username).filter(Objects::nonNull))
                .distinct()
                .toList();
    }

    public Optional<MavenServer> mavenServer() {
        return Optional.ofNullable(server);
    }
}
