package io.github.jitcredentials.maven;

import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.List;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/** What {@code acquire} and {@code revoke} do, on their behalf. Throws what the desk throws. */
final class FileGoals {
    private static final String PLUGIN = "jit-credentials-maven-plugin";
    private static final String ACQUIRE = "acquire";
    private static final String REVOKE = "revoke";

    private final Acquisitions acquisitions;

    FileGoals(Acquisitions acquisitions) {
        this.acquisitions = acquisitions;
    }

    static boolean isAcquire(MojoExecution execution) {
        return is(execution, ACQUIRE);
    }

    static boolean isRevoke(MojoExecution execution) {
        return is(execution, REVOKE);
    }

    private static boolean is(MojoExecution execution, String goal) {
        return PLUGIN.equals(execution.getArtifactId()) && goal.equals(execution.getGoal());
    }

    static boolean isSkipped(MavenSession session, MojoExecution execution) {
        return Settings.skips(ExecutionSettings.of(session, execution));
    }

    /** Decides about what an {@code acquire} wants, before anything is built. */
    void plan(
            Desk desk,
            Decisions<FileProfile> decisions,
            MavenSession session,
            MavenProject project,
            MojoExecution execution) {
        for (FileProfile profile : wanted(desk, session, execution)) {
            acquisitions.requireFree(session, project, profile);
            decisions.decide(profile, unit(project, execution));
        }
    }

    void acquire(Desk desk, MavenSession session, MavenProject project, MojoExecution execution) {
        for (FileProfile profile : wanted(desk, session, execution)) {
            acquisitions.acquire(desk, session, project, profile, unit(project, execution));
        }
    }

    /** @param desk where there is none, nothing was acquired; else it knows which names are right */
    void revoke(Optional<Desk> desk, MavenSession session, MavenProject project, MojoExecution execution) {
        RawSettings settings = ExecutionSettings.of(session, execution);
        Optional<List<String>> named = settings.value(Setting.PROFILES)
                .flatMap(said -> desk.map(known ->
                        known.files(settings).stream().map(FileProfile::name).toList()));
        acquisitions.revoke(project, named, EndReason.COMPLETED);
    }

    private static List<FileProfile> wanted(Desk desk, MavenSession session, MojoExecution execution) {
        List<FileProfile> wanted = desk.files(ExecutionSettings.of(session, execution));
        if (wanted.isEmpty()) {
            throw new JitException.Misconfigured(
                    new Problem(
                            "no profile is handed over as a file",
                            "jit-credentials:acquire",
                            "say \"deliver: { file: { NAME: token } }\" in a profile; NAME is the property that gets the path"));
        }
        return wanted;
    }

    private static String unit(MavenProject project, MojoExecution execution) {
        return "jit-credentials:" + execution.getGoal() + " (" + execution.getExecutionId() + ") @ "
                + project.getArtifactId();
    }
}
