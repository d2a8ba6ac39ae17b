package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.JitException;
import java.util.List;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Says who this build is, and for each profile that is delivered to a Maven server whether it would be permitted, and if
 * not, for every reason. Mints nothing and starts nothing. Fails if a profile is not permitted.
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
        List<String> profiles;
        try (ConfiguredDesk desk = ConfiguredDesk.open(session)) {
            for (ServerProfile server : desk.servers()) {
                try {
                    getLog().info(desk.explain(server));
                } catch (JitException e) {
                    refused++;
                    refusals.block(e).lines().forEach(getLog()::error);
                }
            }
            profiles = desk.servers().stream().map(ServerProfile::name).toList();
        } catch (JitException e) {
            throw new MojoFailureException(refusals.block(e), e);
        }
        if (profiles.isEmpty()) {
            getLog().info("jit-credentials: no profile is delivered to a Maven server");
        }
        if (refused > 0) {
            throw new MojoFailureException("jit-credentials: " + refused + " of " + profiles.size()
                    + " profiles would be refused; nothing was issued");
        }
    }
}
