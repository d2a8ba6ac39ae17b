package io.github.jitcredentials.maven;

import org.apache.maven.execution.MavenSession;

/** Opens the build's desk. */
interface DeskFactory {
    /** @throws io.github.jitcredentials.model.JitException if the settings are wrong */
    Desk open(MavenSession session);
}
