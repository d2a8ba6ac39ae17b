package io.github.jitcredentials.maven.entry;

import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.execution.MojoExecutionEvent;
import org.apache.maven.execution.MojoExecutionListener;
import org.apache.maven.plugin.MojoExecutionException;

/** Hears each goal's start and success, on the thread that runs it. */
@Named("jit-credentials")
@Singleton
public class GoalEntry implements MojoExecutionListener {
    private final Switchboard switchboard;

    @Inject
    public GoalEntry(Switchboard switchboard) {
        this.switchboard = switchboard;
    }

    @Override
    public void beforeMojoExecution(MojoExecutionEvent event) throws MojoExecutionException {
        try {
            switchboard.begin(event.getSession(), event.getProject(), event.getExecution());
        } catch (GuardException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }

    @Override
    public void afterMojoExecutionSuccess(MojoExecutionEvent event) {
        switchboard.end(event.getProject(), event.getExecution(), true);
    }

    /** Called when another listener failed, never when the goal itself did: see {@link FailureRelay}. */
    @Override
    public void afterExecutionFailure(MojoExecutionEvent event) {
        switchboard.end(event.getProject(), event.getExecution(), false);
    }
}
