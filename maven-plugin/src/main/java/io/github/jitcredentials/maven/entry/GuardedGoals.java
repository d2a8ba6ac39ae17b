package io.github.jitcredentials.maven.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.maven.plugin.MojoExecution;

/** The goals that get a credential: those whose destination can be told before they run. */
final class GuardedGoals {
    private static final Set<String> GOALS = Collections.unmodifiableSet(new HashSet<>(Arrays.asList(
            "org.apache.maven.plugins:maven-deploy-plugin:deploy",
            "org.apache.maven.plugins:maven-deploy-plugin:deploy-file",
            "org.apache.maven.plugins:maven-gpg-plugin:sign-and-deploy-file")));

    private GuardedGoals() {}

    static boolean contains(MojoExecution execution) {
        return GOALS.contains(execution.getGroupId() + ":" + execution.getArtifactId() + ":" + execution.getGoal());
    }

    /** The guarded ones of a project's plan, with those that planned goals fork. */
    static List<MojoExecution> of(List<MojoExecution> plan) {
        List<MojoExecution> guarded = new ArrayList<>();
        for (MojoExecution execution : plan) {
            if (contains(execution)) {
                guarded.add(execution);
            }
            for (List<MojoExecution> forked : execution.getForkedExecutions().values()) {
                guarded.addAll(of(forked));
            }
        }
        return guarded;
    }
}
