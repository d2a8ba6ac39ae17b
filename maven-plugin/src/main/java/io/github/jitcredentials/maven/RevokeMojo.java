package io.github.jitcredentials.maven;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Ends what <code>jit-credentials:acquire</code> began in this module: deletes the files, revokes the credential, and has its death
 * proven.
 *
 * <p>The extension does it, before this goal runs.
 */
@Mojo(name = "revoke", threadSafe = true)
public final class RevokeMojo extends AbstractMojo {
    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    /** Which profiles to end, by name, separated by commas; all that this module holds unless said. */
    @Parameter(property = "jit-credentials.profiles")
    @SuppressWarnings("unused") // The extension reads it, from the execution.
    private String profiles;

    /** Do nothing at all. */
    @Parameter(property = "jit-credentials.skip", defaultValue = "false")
    private String skip;

    /** Called by Maven. */
    @SuppressWarnings("NullAway.Init") // Maven sets the fields before it calls execute.
    public RevokeMojo() {}

    @Override
    public void execute() throws MojoFailureException {
        Extension.require(session, skip, "revoke");
    }
}
