package io.github.jitcredentials.maven.entry;

import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.execution.ProjectExecutionEvent;
import org.apache.maven.execution.ProjectExecutionListener;
import org.apache.maven.lifecycle.LifecycleExecutionException;

/** Hears each project's plan before its first goal runs, which is early enough to refuse. */
@Named("jit-credentials")
@Singleton
public class ProjectEntry implements ProjectExecutionListener {
    private final Switchboard switchboard;

    @Inject
    public ProjectEntry(Switchboard switchboard) {
        this.switchboard = switchboard;
    }

    @Override
    public void beforeProjectLifecycleExecution(ProjectExecutionEvent event) throws LifecycleExecutionException {
        try {
            switchboard.plan(event.getSession(), event.getProject(), event.getExecutionPlan());
        } catch (GuardException e) {
            throw new LifecycleExecutionException(e.getMessage(), e);
        }
    }

    @Override
    public void beforeProjectExecution(ProjectExecutionEvent event) {}

    @Override
    public void afterProjectExecutionSuccess(ProjectExecutionEvent event) {
        switchboard.leave(event.getProject(), true);
    }

    @Override
    public void afterProjectExecutionFailure(ProjectExecutionEvent event) {
        switchboard.leave(event.getProject(), false);
    }
}
