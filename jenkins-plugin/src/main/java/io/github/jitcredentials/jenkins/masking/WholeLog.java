package io.github.jitcredentials.jenkins.masking;

import hudson.Extension;
import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import hudson.model.Run;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import java.io.IOException;
import java.io.OutputStream;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.log.TaskListenerDecorator;
import org.jspecify.annotations.Nullable;

/**
 * Masks the whole of a build's log: a stored credential that is issued is used by steps that stand in no block of ours. Where nothing
 * is configured no log is touched.
 */
final class WholeLog {
    private WholeLog() {}

    /** Whether anything can be issued: by the controller's word, or by that of folders, which it lets say something. */
    private static boolean isAsked() {
        ControllerConfiguration configuration = ControllerConfiguration.get();
        return !configuration.isEmpty() || configuration.getFolders() != null;
    }

    /** Pipelines, also what their agents write. */
    @Extension
    public static final class Pipelines implements TaskListenerDecorator.Factory {
        @Override
        public @Nullable TaskListenerDecorator of(FlowExecutionOwner owner) {
            try {
                return isAsked() && owner.getExecutable() instanceof Run<?, ?> run
                        ? new Decorator(new MaskingFilter(run.getExternalizableId()))
                        : null;
            } catch (IOException e) {
                // A build that can't be found has no log.
                return null;
            }
        }
    }

    /** All others, whose log is written here alone. */
    @Extension
    public static final class Others extends ConsoleLogFilter {
        @Override
        @SuppressWarnings("rawtypes")
        public OutputStream decorateLogger(Run build, OutputStream logger) {
            return build instanceof AbstractBuild && isAsked()
                    ? Masks.get().of(build.getExternalizableId()).wrap(logger)
                    : logger;
        }
    }

    private static final class Decorator extends TaskListenerDecorator {
        private static final long serialVersionUID = 1L;

        /** On an agent, an {@link AgentMask}. */
        private final ConsoleLogFilter filter;

        Decorator(MaskingFilter filter) {
            this.filter = filter;
        }

        @Override
        @SuppressWarnings("deprecation")
        public OutputStream decorate(OutputStream logger) throws IOException, InterruptedException {
            return filter.decorateLogger((AbstractBuild<?, ?>) null, logger);
        }
    }
}
