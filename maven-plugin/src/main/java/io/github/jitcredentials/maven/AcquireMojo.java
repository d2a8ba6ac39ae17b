package io.github.jitcredentials.maven;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Issues the credential of each profile named, as files outside the project, and sets the properties that hold their paths. Lives
 * until <code>jit-credentials:revoke</code>, and no longer than its module's build. No property ever holds the credential itself.
 *
 * <p>The extension does it, before this goal runs: it is there when the build is killed, too.
 */
@Mojo(name = "acquire", threadSafe = true)
public final class AcquireMojo extends AbstractMojo {
    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    /** Which profiles to use, by name, separated by commas; all that are delivered as files unless said. */
    @Parameter(property = "jit-credentials.profiles")
    @SuppressWarnings("unused") // The extension reads it, from the execution.
    private String profiles;

    /** Why the credential is wanted, instead of what the profile says; at most 200 characters. */
    @Parameter(property = "jit-credentials.purpose")
    @SuppressWarnings("unused") // The extension reads it, from the execution.
    private String purpose;

    /** How long the credential may live; may only be shorter than what the profile says. */
    @Parameter(property = "jit-credentials.ttl")
    @SuppressWarnings("unused") // The extension reads it, from the execution.
    private String ttl;

    /** Do nothing at all: no identity, no credential, no report. */
    @Parameter(property = "jit-credentials.skip", defaultValue = "false")
    private String skip;

    /** Called by Maven. */
    @SuppressWarnings("NullAway.Init") // Maven sets the fields before it calls execute.
    public AcquireMojo() {}

    @Override
    public void execute() throws MojoFailureException {
        Extension.require(session, skip, "acquire");
    }
}
