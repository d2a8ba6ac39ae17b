package io.github.jitcredentials.frontend;

import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Task;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Any bytes in place of {@code jit-credentials.yml}: a configuration that decides, or {@link JitException.Misconfigured}. */
public final class ConfigurationFuzz {
    private static final Identity IDENTITY = new Identity(
            "github-actions",
            "https://ci.example.com",
            "repo:acme/app",
            Map.of("repository", "acme/app", "ref", "refs/heads/main", "event", "push", "claim.x", "1"),
            Instant.parse("2026-11-22T12:00:00Z"));

    private ConfigurationFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Configuration read;
        try {
            read = ConfigurationFile.read(() -> new ByteArrayInputStream(data), "fuzzed.yml", Path.of("/srv"));
        } catch (JitException.Misconfigured e) {
            return;
        }
        for (Profile profile : read.profiles().values()) {
            try {
                Task task = new Task("fuzz", "unit", profile.purpose(IDENTITY, null));
                read.policy().decide(IDENTITY, profile.request(task));
            } catch (JitException.Misconfigured purposeWantsAClaimThatIsAbsent) {
                // As it should be.
            }
        }
    }
}
