package io.github.jitcredentials.jenkins.block;

import hudson.model.Run;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.actions.WorkspaceAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jspecify.annotations.Nullable;

/** On which agent a step runs that hands us no workspace of it. */
final class StepNode {
    private static final Logger LOGGER = Logger.getLogger(StepNode.class.getName());

    private StepNode() {}

    /** By name, empty for the controller's own; null where that can't be known. */
    static @Nullable String of(Run<?, ?> run, String step) {
        FlowExecutionOwner owner = BuildLog.owner(run);
        FlowExecution execution = owner == null ? null : owner.getOrNull();
        if (execution == null || step.isEmpty()) {
            return null;
        }
        try {
            FlowNode node = execution.getNode(step);
            if (node == null) {
                return null;
            }
            for (FlowNode around : node.iterateEnclosingBlocks()) {
                WorkspaceAction workspace = around.getAction(WorkspaceAction.class);
                if (workspace != null) {
                    return workspace.getNode();
                }
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "a step is not known", e);
        }
        return null;
    }
}
