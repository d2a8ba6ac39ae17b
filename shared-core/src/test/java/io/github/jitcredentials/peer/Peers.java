package io.github.jitcredentials.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where other people's programs are: the folder that {@code .ci/peers} fills, by the system property {@code peers}. A test
 * class whose programs may be missing says {@code @EnabledIf("io.github.jitcredentials.peer.Peers#haveOpenBao")}.
 */
public final class Peers {
    private Peers() {}

    /** Whether an OpenBao and a PostgreSQL can be run. */
    public static boolean haveOpenBao() {
        return Files.isExecutable(bao()) && Files.isExecutable(postgres("postgres"));
    }

    /** Whether a Keycloak can be run. */
    public static boolean haveKeycloak() {
        return Files.isExecutable(keycloak().resolve("bin/kc.sh"));
    }

    static Path bao() {
        return folder().resolve("openbao/bao");
    }

    /** Keycloak's folder, where it really is: what was prepared for it lies beside it. */
    static Path keycloak() {
        Path linked = folder().resolve("keycloak");
        try {
            return Files.exists(linked) ? linked.toRealPath() : linked;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of PostgreSQL's programs, where it really is: somebody else runs it, who may not come by our link. */
    public static Path postgres(String program) {
        Path linked = folder().resolve("postgresql/bin").resolve(program);
        try {
            return Files.exists(linked) ? linked.toRealPath() : linked;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        return Path.of(System.getProperty("peers", "no-peers"));
    }
}
