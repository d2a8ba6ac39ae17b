package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ServiceLoader;
import org.apache.maven.execution.MavenSession;

/** The desk of the build's own configuration. */
final class ConfiguredDesk {
    private ConfiguredDesk() {}

    static Desk open(MavenSession session) {
        return ServiceLoader.load(DeskFactory.class, ConfiguredDesk.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new JitException.Misconfigured(Problem.of("no desk")))
                .open(session);
    }
}
