package io.github.jitcredentials.maven.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/** The goals that get a credential, as the setting {@code guardedGoals} names them: {@code plugin:goal}. */
final class GuardedGoals {
    /** Known to core's table of settings too; here because that is compiled for a newer Java. */
    static final String UNLESS_SAID = "deploy:deploy,deploy:deploy-file";

    private static final String SETTING = "jit-credentials.guardedGoals";

    private final Set<String> goals;

    private GuardedGoals(Set<String> goals) {
        this.goals = goals;
    }

    static GuardedGoals of(MavenSession session, MavenProject project) {
        String said = Properties.of(session, project, SETTING);
        String[] names = (said == null || said.trim().isEmpty() ? UNLESS_SAID : said).split(",");
        Set<String> goals = new HashSet<>();
        Arrays.stream(names).map(String::trim).forEach(goals::add);
        return new GuardedGoals(goals);
    }

    boolean contains(MojoExecution execution) {
        return goals.contains(prefix(execution.getArtifactId()) + ":" + execution.getGoal());
    }

    /** The guarded ones of a project's plan, with those that planned goals fork. */
    List<MojoExecution> in(List<MojoExecution> plan) {
        List<MojoExecution> guarded = new ArrayList<>();
        for (MojoExecution execution : plan) {
            if (contains(execution)) {
                guarded.add(execution);
            }
            for (List<MojoExecution> forked : execution.getForkedExecutions().values()) {
                guarded.addAll(in(forked));
            }
        }
        return guarded;
    }

    private static String prefix(String artifact) {
        return artifact.replaceFirst("^maven-", "").replaceFirst("-(maven-)?plugin$", "");
    }
}
