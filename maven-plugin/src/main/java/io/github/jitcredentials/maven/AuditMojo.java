package io.github.jitcredentials.maven;

import io.github.jitcredentials.audit.AuditVerdict;
import io.github.jitcredentials.frontend.AuditReview;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Printed;
import io.github.jitcredentials.model.SuppressForbidden;
import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the audit log's chain from its first line, and, with {@code -Djit-credentials.export=FILE}, writes its events there
 * as CloudEvents, one a line. Fails at the first line that is not as it was written.
 */
@Mojo(name = "audit", requiresProject = false, aggregator = true, threadSafe = true)
public final class AuditMojo extends AbstractMojo {
    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    /** The file to which events are written; replaced if it is there. */
    @Parameter(property = "jit-credentials.export")
    private @Nullable String export;

    /** Called by Maven. */
    @SuppressWarnings("NullAway.Init") // Maven sets the fields before it calls execute.
    public AuditMojo() {}

    @Override
    @SuppressForbidden("Maven's door to the environment: a plugin is handed no copy of it")
    public void execute() throws MojoFailureException {
        try {
            MavenSettings settings = new MavenSettings(session);
            report(AuditReview.of(
                    settings,
                    MavenHost.of(session, settings, System.getenv()),
                    export == null ? null : Path.of(export)));
        } catch (JitException e) {
            throw new MojoFailureException(new Refusals().block(e), e);
        }
    }

    private void report(AuditReview review) throws MojoFailureException {
        AuditVerdict verdict = review.verdict();
        verdict.notes().forEach(note -> getLog().warn("jit-credentials: " + note));
        if (verdict.firstBad().isPresent()) {
            throw new MojoFailureException(
                    "jit-credentials: " + verdict.firstBad().get());
        }
        getLog().info(Printed.line("jit-credentials: " + review.log() + " is intact, "
                + verdict.head().seq() + " lines; its head is " + verdict.head()));
    }
}
