package io.github.jitcredentials.maven.entry;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoExecution;

/** This plugin's goals that want the guard: what they do is done by the extension, on their behalf. */
final class OwnGoals {
    private static final String GROUP = "io.github.jitcredentials";
    private static final String ARTIFACT = "jit-credentials-maven-plugin";

    private OwnGoals() {}

    static boolean contain(MojoExecution execution) {
        return ARTIFACT.equals(execution.getArtifactId())
                && GROUP.equals(execution.getGroupId())
                && ("acquire".equals(execution.getGoal()) || "revoke".equals(execution.getGoal()));
    }

    /** Those of a project's plan, with those that planned goals fork. */
    static List<MojoExecution> in(List<MojoExecution> plan) {
        List<MojoExecution> own = new ArrayList<>();
        for (MojoExecution execution : plan) {
            if (contain(execution)) {
                own.add(execution);
            }
            for (List<MojoExecution> forked : execution.getForkedExecutions().values()) {
                own.addAll(in(forked));
            }
        }
        return own;
    }
}
