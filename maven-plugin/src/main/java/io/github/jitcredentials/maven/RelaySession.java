package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.SuppressForbidden;
import java.lang.reflect.Field;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.eclipse.aether.AbstractForwardingRepositorySystemSession;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.transfer.TransferListener;

/**
 * The resolver's session as it was, but for the properties that a transport reads when a guarded goal opens a connection.
 * One for the whole build: what it answers depends on the thread that asks, so that modules built in parallel do not see
 * each other's credential. Thread safe.
 */
final class RelaySession extends AbstractForwardingRepositorySystemSession {
    private final RepositorySystemSession session;
    private final CurrentExecution current;

    RelaySession(RepositorySystemSession session, CurrentExecution current) {
        this.session = session;
        this.current = current;
    }

    /**
     * Puts a relay in the place of the build's resolver session. Maven has no door for that after the build has begun, so it
     * is done by reflection; the field has one name in Maven 3 and another in Maven 4.
     *
     * @throws IllegalStateException if this Maven has neither
     */
    static void install(MavenSession build, CurrentExecution current) {
        synchronized (build) {
            RepositorySystemSession session = build.getRepositorySession();
            if (session instanceof RelaySession) {
                return;
            }
            write(build, new RelaySession(session, current));
        }
    }

    /** Undoes {@link #install}. Idempotent. */
    static void remove(MavenSession build) {
        synchronized (build) {
            if (build.getRepositorySession() instanceof RelaySession relay) {
                write(build, relay.session);
            }
        }
    }

    @SuppressForbidden("Maven has no door for it")
    private static void write(MavenSession build, RepositorySystemSession session) {
        for (String name : new String[] {"repositorySession", "repositorySystemSession"}) {
            try {
                Field field = MavenSession.class.getDeclaredField(name);
                field.setAccessible(true);
                field.set(build, session);
                return;
            } catch (NoSuchFieldException e) {
                // the other Maven's name
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("this Maven does not let its resolver session be replaced", e);
            }
        }
        throw new IllegalStateException("this Maven keeps its resolver session where it can't be replaced");
    }

    @Override
    protected RepositorySystemSession getSession() {
        return session;
    }

    /** Asked on the goal's thread when an upload is being prepared, heard on whichever thread carries it out. */
    @Override
    public TransferListener getTransferListener() {
        TransferListener listener = session.getTransferListener();
        return current.around()
                .<TransferListener>map(execution -> new BoundTransfers(execution, listener))
                .orElse(listener);
    }

    @Override
    public Map<String, Object> getConfigProperties() {
        return new RelayProperties(session.getConfigProperties(), current);
    }
}
