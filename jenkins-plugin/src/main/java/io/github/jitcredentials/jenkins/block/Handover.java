package io.github.jitcredentials.jenkins.block;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.frontend.ServerDesk;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.folder.RepositoryFile;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A block for hosts that take the variables once and do not ask again: nothing that is renewed with other values goes into them.
 *
 * @param block its name, to end it by
 * @param secrets variables and their values
 * @param paths variables and the paths of files
 */
public record Handover(String block, Map<String, String> secrets, Map<String, String> paths) {
    private static final String PREFIX = "jit-credentials: ";

    /**
     * Opens it, and says in the build's log what is to be said.
     *
     * @param step as Pipeline numbers it; empty elsewhere
     * @param survives whether the build goes on after a restart of the controller
     * @throws AbortException for whatever stands in the way
     */
    public static Handover open(
            Run<?, ?> run,
            String step,
            List<Wanted> wanted,
            @Nullable FilePath workspace,
            boolean survives,
            TaskListener listener)
            throws AbortException, InterruptedException {
        try {
            for (Wanted one : wanted) {
                check(run, one);
            }
            LeaseBlock block = Blocks.get()
                    .open(
                            new BlockRequest(
                                    Blocks.get().newId(),
                                    run,
                                    step,
                                    wanted,
                                    workspace == null ? null : WorkspaceList.tempDir(workspace),
                                    survives,
                                    false,
                                    false),
                            RepositoryFile.of(workspace, listener));
            block.observed().forEach(sentence -> listener.getLogger().println(PREFIX + sentence));
            Map<String, String> secrets = new LinkedHashMap<>(block.environment());
            Map<String, String> paths = new LinkedHashMap<>(secrets);
            secrets.keySet().retainAll(block.sensitive());
            paths.keySet().removeAll(secrets.keySet());
            return new Handover(block.id(), secrets, paths);
        } catch (JitException e) {
            throw new AbortException(PREFIX + e.getMessage());
        }
    }

    /** The variables that will hold a secret; none if that can't be told. */
    public static Set<String> variables(Run<?, ?> run, Wanted wanted) {
        try {
            return wanted.variables().isEmpty()
                    ? new TreeSet<>(profile(desk(run), wanted).deliver().env().keySet())
                    : wanted.variables().keySet();
        } catch (JitException e) {
            // Whoever opens it hears why.
            return Set.of();
        }
    }

    /** Ends it, and says so. Idempotent. @throws AbortException if the controller is being shut down: the next start ends it */
    public static void end(String block, boolean failed, TaskListener listener) throws AbortException {
        ReportLine words = new ReportLine("·", "block");
        try {
            for (LeaseReport report : Blocks.get().end(block, failed ? EndReason.FAILED_TASK : EndReason.COMPLETED)) {
                listener.getLogger().println(PREFIX + words.of(report));
            }
        } catch (JitException e) {
            throw new AbortException(PREFIX + e.getMessage());
        }
    }

    private static void check(Run<?, ?> run, Wanted wanted) {
        ServerDesk desk = desk(run);
        Profile profile = profile(desk, wanted);
        if (!variables(run, wanted).isEmpty() && profile.renewal().isPresent() && !desk.keepsItsValue(profile)) {
            throw new JitException.Misconfigured(new Problem(
                    "the credential is renewed, and here a variable keeps its first value",
                    "profile \"" + profile.name() + "\"",
                    "use withJitCredentials, whose variables are renewed, or a profile without renew"));
        }
    }

    private static ServerDesk desk(Run<?, ?> run) {
        return JitCredentials.get().desk(run.getParent());
    }

    private static Profile profile(ServerDesk desk, Wanted wanted) {
        return desk.configuration().profile(wanted.profile(), "profile");
    }

    @Override
    public String toString() {
        return "Handover[" + block + "]";
    }
}
