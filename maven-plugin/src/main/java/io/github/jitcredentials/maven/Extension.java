package io.github.jitcredentials.maven;

import io.github.jitcredentials.maven.entry.Presence;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.Nullable;

/** What goals need that only work with the extension: a mere plugin is gone when a build is killed, and hears no other goal fail. */
final class Extension {
    private Extension() {}

    static void require(MavenSession session, @Nullable String skip, String goal) throws MojoFailureException {
        if (!Boolean.parseBoolean(skip) && !Presence.isIn(session)) {
            throw new MojoFailureException("jit-credentials: " + goal + " works only where this plugin is an extension"
                    + System.lineSeparator()
                    + "  Add <extensions>true</extensions> to the plugin in the root POM, or name it in"
                    + " .mvn/extensions.xml." + System.lineSeparator()
                    + "  Nothing was issued.");
        }
    }
}
