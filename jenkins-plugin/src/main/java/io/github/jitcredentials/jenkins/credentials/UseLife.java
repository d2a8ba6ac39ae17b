package io.github.jitcredentials.jenkins.credentials;

import hudson.Extension;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import hudson.model.listeners.SCMListener;
import hudson.scm.SCM;
import hudson.scm.SCMRevisionState;
import io.github.jitcredentials.lease.EndReason;
import java.io.File;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.actions.ErrorAction;
import org.jenkinsci.plugins.workflow.flow.GraphListener;
import org.jenkinsci.plugins.workflow.graph.BlockEndNode;
import org.jenkinsci.plugins.workflow.graph.BlockStartNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graph.FlowStartNode;
import org.jspecify.annotations.Nullable;

/** When what a build used is over: with the step or block that used it, at the latest with the build. */
final class UseLife {
    private UseLife() {}

    private static EndReason reason(boolean failed) {
        return failed ? EndReason.FAILED_TASK : EndReason.COMPLETED;
    }

    /** Pipelines tell of every step that begins. */
    @Extension
    public static final class Steps implements GraphListener {
        @Override
        public void onNewHead(FlowNode node) {
            Uses uses = Uses.get();
            Run<?, ?> run = uses.isEmpty() ? null : run(node);
            if (run == null) {
                return;
            }
            if (node instanceof FlowStartNode) {
                // Whatever was used before was used to get the Jenkinsfile.
                uses.endStep(run, "", EndReason.COMPLETED);
            } else if (node instanceof BlockEndNode<?> end) {
                uses.endStep(run, end.getStartNode().getId(), reason(hasFailed(end)));
            }
            for (FlowNode before : node.getParents()) {
                if (!(before instanceof BlockStartNode)) {
                    uses.endStep(run, before.getId(), reason(hasFailed(before)));
                }
            }
        }

        private static boolean hasFailed(FlowNode node) {
            return node.getPersistentAction(ErrorAction.class) != null;
        }

        private static @Nullable Run<?, ?> run(FlowNode node) {
            try {
                return node.getExecution().getOwner().getExecutable() instanceof Run<?, ?> run ? run : null;
            } catch (IOException e) {
                return null;
            }
        }
    }

    /** Other jobs check out first, and then do something else. */
    @Extension
    public static final class Checkouts extends SCMListener {
        @Override
        public void onCheckout(
                Run<?, ?> build,
                SCM scm,
                FilePath workspace,
                TaskListener listener,
                @Nullable File changelogFile,
                @Nullable SCMRevisionState pollingBaseline) {
            Uses.get().endStep(build, CurrentStep.CHECKOUT, EndReason.COMPLETED);
        }
    }

    /** What is left, while the build still has a log. A build that is killed, or deleted, is heard of elsewhere. */
    @Extension
    public static final class Builds extends RunListener<Run<?, ?>> {
        @Override
        public void onCompleted(Run<?, ?> run, TaskListener listener) {
            if (!Uses.get().isEmpty()) {
                Result result = run.getResult();
                Uses.get().endAll(run, reason(result != null && result.isWorseThan(Result.UNSTABLE)));
            }
        }
    }
}
