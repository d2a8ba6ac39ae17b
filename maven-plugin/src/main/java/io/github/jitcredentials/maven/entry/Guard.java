package io.github.jitcredentials.maven.entry;

import java.util.List;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/**
 * One build's guard, on the far side of the Java 17 check. Made at the first guarded goal that any project plans; called
 * from every builder thread of a parallel build.
 */
public interface Guard {
    /**
     * A project is about to run and plans these goals, guarded ones or this plugin's own, one or more: decides whether they may
     * have what they need.
     *
     * @throws GuardException if they may not; nothing has been issued
     */
    void plan(MavenSession session, MavenProject project, List<MojoExecution> guarded);

    /**
     * A guarded goal is about to run on the calling thread, or one of this plugin's own, on whose behalf this acts.
     *
     * @throws GuardException if {@link #plan} was not called for it and would have thrown
     */
    void begin(MavenSession session, MavenProject project, MojoExecution execution);

    /** The guarded goal that began on the calling thread is over. Idempotent, never throws; does nothing where none began. */
    void end(MavenProject project, MojoExecution execution, boolean succeeded);

    /** A project is over: ends what it acquired and has not revoked. Idempotent, never throws. */
    void leave(MavenProject project, boolean succeeded);

    /** The build is over: ends whatever is left and reports. Idempotent, never throws. */
    void close();
}
