package io.github.jitcredentials.jenkins.credentials;

import hudson.model.Run;
import hudson.scm.SCM;
import io.github.jitcredentials.jenkins.block.BuildLog;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Which step of a build it is that asks on this thread, as far as that can be known: nobody tells a credential. */
public final class CurrentStep {
    /** What another job than a Pipeline does first. */
    static final String CHECKOUT = "checkout";

    private static final String RUNS_IN = "running in thread: ";
    private static final long PATIENCE_SECONDS = 5;
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private CurrentStep() {}

    /** The step as Pipeline numbers it; empty for the build as a whole, or where that can't be known. */
    public static String of(Run<?, ?> run) {
        FlowExecutionOwner owner = BuildLog.owner(run);
        if (owner == null) {
            return isCheckout() ? CHECKOUT : "";
        }
        FlowExecution execution = owner.getOrNull();
        if (execution == null) {
            // The Jenkinsfile itself is being fetched.
            return "";
        }
        List<FlowNode> heads = execution.getCurrentHeads();
        return heads.size() == 1 ? heads.get(0).getId() : amongMany(execution);
    }

    /** Steps that work beside the build's own thread say in which thread they do. */
    private static String amongMany(FlowExecution execution) {
        String here = RUNS_IN + Thread.currentThread().getName();
        try {
            for (StepExecution step : execution.getCurrentExecutions(false).get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                FlowNode node =
                        here.equals(step.getStatus()) ? step.getContext().get(FlowNode.class) : null;
                if (node != null) {
                    return node.getId();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IOException e) {
            // Not known.
            return "";
        }
        return "";
    }

    private static boolean isCheckout() {
        return STACK.walk(frames -> frames.anyMatch(frame ->
                CHECKOUT.equals(frame.getMethodName()) && SCM.class.isAssignableFrom(frame.getDeclaringClass())));
    }
}
