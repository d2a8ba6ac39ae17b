package io.github.jitcredentials.maven;

import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.model.JitException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Says who this build is, and for each profile that is delivered to a Maven server or as a file whether it would be
 * permitted, and if not, for every reason. Mints nothing and starts nothing. Fails if a profile is not permitted.
 */
@Mojo(name = "check", requiresProject = false, aggregator = true, threadSafe = true)
public final class CheckMojo extends AbstractMojo {
    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    /** Called by Maven. */
    @SuppressWarnings("NullAway.Init") // Maven sets the field before it calls execute.
    public CheckMojo() {}

    @Override
    public void execute() throws MojoFailureException {
        Refusals refusals = new Refusals();
        int refused = 0;
        int profiles;
        try (ConfiguredDesk desk = ConfiguredDesk.open(session)) {
            for (Profile profile : desk.all()) {
                try {
                    getLog().info(desk.explain(profile));
                } catch (JitException e) {
                    refused++;
                    refusals.block(e).lines().forEach(getLog()::error);
                }
            }
            profiles = desk.all().size();
        } catch (JitException e) {
            throw new MojoFailureException(refusals.block(e), e);
        }
        if (profiles == 0) {
            getLog().info("jit-credentials: no profile is delivered to a Maven server or as a file");
        }
        if (refused > 0) {
            throw new MojoFailureException("jit-credentials: " + refused + " of " + profiles
                    + " profiles would be refused; nothing was issued");
        }
    }
}
