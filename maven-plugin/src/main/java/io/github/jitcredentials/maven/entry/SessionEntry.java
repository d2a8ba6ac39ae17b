package io.github.jitcredentials.maven.entry;

import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.AbstractMavenLifecycleParticipant;
import org.apache.maven.execution.MavenSession;

/** Hears when a build's projects are read, and when the build is over, however it ended but for a signal. */
@Named("jit-credentials")
@Singleton
public class SessionEntry extends AbstractMavenLifecycleParticipant {
    private final Switchboard switchboard;

    @Inject
    public SessionEntry(Switchboard switchboard) {
        this.switchboard = switchboard;
    }

    @Override
    public void afterProjectsRead(MavenSession session) {
        switchboard.enter(session);
    }

    @Override
    public void afterSessionEnd(MavenSession session) {
        switchboard.close(session);
    }
}
