package io.github.jitcredentials.maven.entry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/**
 * The goals that get a credential, as the setting {@code guardedGoals} names them: {@code plugin:goal} by the plugin's prefix,
 * whoever's it is, or {@code groupId:artifactId:goal}.
 */
final class GuardedGoals {
    /** Known to core's table of settings too; here because that is compiled for a newer Java. */
    static final String UNLESS_SAID = "deploy:deploy,deploy:deploy-file";

    private static final String SETTING = "jit-credentials.guardedGoals";
    private static final Pattern NAME = Pattern.compile("[^\\s:]+(:[^\\s:]+){1,2}");

    private final Set<String> goals;

    private GuardedGoals(Set<String> goals) {
        this.goals = goals;
    }

    /** @throws GuardException if a name is none of a goal: whom it was meant to guard, nobody knows */
    static GuardedGoals of(MavenSession session, MavenProject project) {
        String said = Properties.of(session, project, SETTING);
        String[] names = (said == null || said.trim().isEmpty() ? UNLESS_SAID : said).split(",");
        Set<String> goals = new HashSet<>();
        for (String name : names) {
            if (!NAME.matcher(name.trim()).matches()) {
                throw new GuardException(
                        "jit-credentials: " + SETTING + ": \"" + name.trim() + "\" names no goal"
                                + System.lineSeparator()
                                + "  Write plugin:goal or groupId:artifactId:goal, with commas between them."
                                + System.lineSeparator()
                                + "  Nothing was issued. Nothing was uploaded.",
                        null);
            }
            goals.add(name.trim());
        }
        return new GuardedGoals(goals);
    }

    boolean contains(MojoExecution execution) {
        String goal = ":" + execution.getGoal();
        return goals.contains(prefix(execution.getArtifactId()) + goal)
                || goals.contains(execution.getGroupId() + ":" + execution.getArtifactId() + goal);
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
