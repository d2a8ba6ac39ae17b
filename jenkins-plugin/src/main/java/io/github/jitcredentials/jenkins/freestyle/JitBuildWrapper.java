package io.github.jitcredentials.jenkins.freestyle;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildWrapperDescriptor;
import io.github.jitcredentials.jenkins.block.Handover;
import io.github.jitcredentials.jenkins.block.Wanted;
import io.github.jitcredentials.jenkins.credentials.CurrentStep;
import io.github.jitcredentials.jenkins.masking.MaskingFilter;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import jenkins.tasks.SimpleBuildWrapper;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;

/** Credentials that live as long as the steps of a job without a Pipeline. */
@Restricted(NoExternalUse.class)
public final class JitBuildWrapper extends SimpleBuildWrapper {
    private final List<WantedEntry> profiles;

    @DataBoundConstructor
    public JitBuildWrapper(List<WantedEntry> profiles) {
        this.profiles = List.copyOf(profiles);
    }

    public List<WantedEntry> getProfiles() {
        return profiles;
    }

    private List<Wanted> wanted() {
        return profiles.stream().map(WantedEntry::wanted).toList();
    }

    @Override
    public void setUp(
            Context context,
            Run<?, ?> build,
            FilePath workspace,
            Launcher launcher,
            TaskListener listener,
            EnvVars initialEnvironment)
            throws IOException, InterruptedException {
        if (profiles.isEmpty()) {
            throw new AbortException("jit-credentials: no profile is chosen");
        }
        boolean pipeline = build instanceof FlowExecutionOwner.Executable;
        if (pipeline
                && wanted().stream()
                        .anyMatch(one -> !Handover.variables(build, one).isEmpty())) {
            // wrap keeps the variables it sets with the build, as they are.
            throw new AbortException("jit-credentials: wrap writes what it sets to the controller's disk;"
                    + " use withJitCredentials, or profiles that hand over files");
        }
        Handover handover =
                Handover.open(build, pipeline ? CurrentStep.of(build) : "", wanted(), workspace, pipeline, listener);
        context.setDisposer(new End(handover.block()));
        handover.secrets().forEach(context::env);
        handover.paths().forEach(context::env);
    }

    @Override
    public ConsoleLogFilter createLoggerDecorator(Run<?, ?> build) {
        return new MaskingFilter(build.getExternalizableId());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void makeSensitiveBuildVariables(AbstractBuild build, Set<String> sensitive) {
        wanted().forEach(one -> sensitive.addAll(Handover.variables(build, one)));
    }

    /** Stored by the block's name alone. */
    private static final class End extends Disposer {
        private static final long serialVersionUID = 1L;

        private final String block;

        End(String block) {
            this.block = block;
        }

        @Override
        public void tearDown(Run<?, ?> build, FilePath workspace, Launcher launcher, TaskListener listener)
                throws IOException {
            Result result = build.getResult();
            Handover.end(block, result != null && result.isWorseThan(Result.UNSTABLE), listener);
        }
    }

    /** In a form. */
    @Extension
    public static final class DescriptorImpl extends BuildWrapperDescriptor {
        @Override
        public boolean isApplicable(AbstractProject<?, ?> item) {
            return true;
        }

        @Override
        public String getDisplayName() {
            return "JIT credentials, as long as the steps run";
        }
    }
}
