package io.github.jitcredentials.maven.entry;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** What a build says by {@code -D}, or else in its POM. */
final class Properties {
    private Properties() {}

    static @Nullable String of(MavenSession session, MavenProject project, String name) {
        String said = session.getUserProperties().getProperty(name);
        return said != null ? said : project.getProperties().getProperty(name);
    }
}
