package io.github.jitcredentials.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Other people's programs that a story needs, and which this project does not bring.
 *
 * @param keycloak the folder that {@code .ci/peers} fills
 * @param apache Apache's own program
 * @param modules the folder of its modules
 */
record RealPrograms(Path keycloak, Path apache, Path modules) {
    static RealPrograms here(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "/");
        String cache = environment.getOrDefault("XDG_CACHE_HOME", home + "/.cache");
        String peers = environment.getOrDefault("JIT_CREDENTIALS_PEERS", cache + "/jit-credentials-peers");
        return new RealPrograms(
                Path.of(peers, "keycloak"), Path.of("/usr/sbin/apache2"), Path.of("/usr/lib/apache2/modules"));
    }

    /** One line for each that is missing: what it is and how to get it. */
    List<String> missing(Map<String, String> environment) {
        return missing(environment, true);
    }

    List<String> missing(Map<String, String> environment, boolean withKeycloak) {
        List<String> missing = new ArrayList<>();
        if (withKeycloak && !Files.isExecutable(keycloak.resolve("bin/kc.sh"))) {
            missing.add("Keycloak is not at " + keycloak + ": .ci/peers brings it");
        }
        if (!Files.isExecutable(apache) || !Files.exists(modules.resolve("mod_cgi.so"))) {
            missing.add("Apache is not at " + apache + ": apt-get install apache2-bin");
        }
        for (String program : List.of("git", "curl")) {
            if (find(environment.getOrDefault("PATH", ""), program).isEmpty()) {
                missing.add(program + " is not on the PATH: apt-get install " + program);
            }
        }
        return missing;
    }

    /** A program of this machine's, or one that {@code .ci/tools} has brought. */
    static Optional<Path> tool(String program, Map<String, String> environment) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", environment.getOrDefault("HOME", "/") + "/.cache");
        return find(
                environment.getOrDefault("PATH", "") + ":/usr/sbin:" + cache + "/jit-credentials/tools/bin", program);
    }

    private static Optional<Path> find(String path, String program) {
        return Stream.of(path.split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
