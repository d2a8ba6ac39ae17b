package io.github.jitcredentials.maven.entry;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Maven's events and the {@link Guard}: quiet until a project plans a guarded goal. Until then no file is
 * read, no process started and nothing of Maven's is touched.
 */
@Named
@Singleton
public class Switchboard {
    private static final String GUARD = "io.github.jitcredentials.maven.GuardedBuild";
    private static final String SKIP = "jit-credentials.skip";
    private static final int OLDEST_JAVA = 17;

    private final String javaVersion;
    private final Copies copies = Copies.ofThis();

    private boolean participates;
    private @Nullable Guard guard;
    private @Nullable FailureRelay relay;

    @Inject
    public Switchboard() {
        this(System.getProperty("java.specification.version", ""));
    }

    Switchboard(String javaVersion) {
        this.javaVersion = javaVersion;
    }

    /** The build's projects are read. Only an extension hears this: as a mere plugin this class stays idle. */
    void enter(MavenSession session) {
        copies.register(session.getRequest().getData());
        synchronized (this) {
            participates = true;
        }
    }

    void plan(MavenSession session, MavenProject project, List<MojoExecution> plan) {
        if (!isOn(session, project)) {
            return;
        }
        List<MojoExecution> asking = OwnGoals.in(plan);
        requireOnline(session, asking);
        if (!session.isOffline()) {
            asking.addAll(GuardedGoals.of(session, project).in(plan));
        }
        if (!asking.isEmpty()) {
            guard(session).plan(session, project, asking);
        }
    }

    void begin(MavenSession session, MavenProject project, MojoExecution execution) {
        if (isOn(session, project) && isAsking(session, project, execution)) {
            guard(session).begin(session, project, execution);
        }
    }

    /** Offline nothing can be uploaded, and a guarded goal says so itself. */
    private static boolean isAsking(MavenSession session, MavenProject project, MojoExecution execution) {
        return OwnGoals.contain(execution)
                || !session.isOffline() && GuardedGoals.of(session, project).contains(execution);
    }

    void end(MavenProject project, MojoExecution execution, boolean succeeded) {
        Guard current;
        synchronized (this) {
            current = guard;
        }
        if (current != null) {
            current.end(project, execution, succeeded);
        }
    }

    void leave(MavenProject project, boolean succeeded) {
        Guard current;
        synchronized (this) {
            current = guard;
        }
        if (current != null) {
            current.leave(project, succeeded);
        }
    }

    void close(MavenSession session) {
        Guard current;
        FailureRelay installed;
        synchronized (this) {
            current = guard;
            installed = relay;
            guard = null;
            relay = null;
            participates = false;
        }
        if (installed != null) {
            installed.remove(session.getRequest());
        }
        if (current != null) {
            current.close();
        }
    }

    private boolean isOn(MavenSession session, MavenProject project) {
        synchronized (this) {
            if (!participates) {
                return false;
            }
        }
        String skip = Properties.of(session, project, SKIP);
        // -Djit-credentials.skip, without a value, reads as an empty string or as "true", by Maven's version.
        boolean skipped = skip != null && (skip.trim().isEmpty() || Boolean.parseBoolean(skip.trim()));
        return !skipped;
    }

    private synchronized Guard guard(MavenSession session) {
        if (guard == null) {
            copies.requireOne(session.getRequest().getData());
            requireJava();
            guard = load();
            relay = FailureRelay.install(session.getRequest(), this);
        }
        return guard;
    }

    private static void requireOnline(MavenSession session, List<MojoExecution> own) {
        if (session.isOffline() && own.stream().anyMatch(execution -> "acquire".equals(execution.getGoal()))) {
            throw new GuardException(
                    "jit-credentials: acquire asks an issuer, and Maven is offline" + System.lineSeparator()
                            + "  Leave out -o, or do without a credential: -Djit-credentials.skip"
                            + System.lineSeparator() + "  Nothing was issued.",
                    null);
        }
    }

    private void requireJava() {
        String feature = javaVersion.startsWith("1.") ? javaVersion.substring(2) : javaVersion;
        if (!feature.matches("\\d{1,3}") || Integer.parseInt(feature) < OLDEST_JAVA) {
            throw new GuardException(
                    "jit-credentials: this build asks for a just-in-time credential, which needs Java "
                            + OLDEST_JAVA
                            + "; Maven runs on Java " + feature + System.lineSeparator()
                            + "  Point JAVA_HOME at a JDK " + OLDEST_JAVA
                            + " or newer. The build itself may still compile for older Java." + System.lineSeparator()
                            + "  Nothing was issued. Nothing was uploaded.",
                    null);
        }
    }

    /** By name: this class must load on a Java that cannot read that one. */
    private static Guard load() {
        try {
            return (Guard) Class.forName(GUARD, true, Switchboard.class.getClassLoader())
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof GuardException) {
                throw (GuardException) e.getCause();
            }
            throw new IllegalStateException("the guard could not be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this plugin's jar is not whole: " + GUARD + " can't be loaded", e);
        }
    }
}
