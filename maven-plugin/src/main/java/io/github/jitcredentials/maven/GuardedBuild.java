package io.github.jitcredentials.maven;

import io.github.jitcredentials.maven.entry.Guard;
import io.github.jitcredentials.maven.entry.GuardException;
import io.github.jitcredentials.model.JitException;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * One build with guarded goals. <em>Decide early, mint late</em>: a project that plans a guarded upload is identified and
 * decided upon before its first goal runs; the credential is minted when that goal opens its connection, and dead when the
 * goal is over.
 */
public final class GuardedBuild implements Guard {
    private static final String NOTHING = "  Nothing was issued. Nothing was uploaded.";

    private final DeskFactory desks;
    private final Console console;
    private final Tally tally;
    private final Shutdown shutdown;

    private final CurrentExecution current = new CurrentExecution();
    private final Set<MavenSession> relayed = ConcurrentHashMap.newKeySet();
    private final Set<GuardedExecution> running = ConcurrentHashMap.newKeySet();
    /** Where modules with {@code deployAtEnd} leave their upload to: whichever of them runs last takes them all. */
    private final Set<Target> deferred = ConcurrentHashMap.newKeySet();

    private final Set<String> refusals = new HashSet<>();
    private final Map<ServerProfile, Optional<String>> decided = new HashMap<>();
    private volatile @Nullable Opened opened;
    private @Nullable String unopened;
    private final AtomicBoolean closed = new AtomicBoolean();

    private record Opened(Desk desk, Destinations destinations) {}

    /** Called by name from the entry classes. */
    public GuardedBuild() {
        this(ConfiguredDesk::open, Console.ofMaven(), new Tally(Charset.defaultCharset()), new Shutdown(Runtime.getRuntime()));
    }

    GuardedBuild(DeskFactory desks, Console console, Tally tally, Shutdown shutdown) {
        this.desks = desks;
        this.console = console;
        this.tally = tally;
        this.shutdown = shutdown;
    }

    @Override
    public synchronized void plan(MavenSession session, MavenProject project, List<MojoExecution> guarded) {
        for (MojoExecution execution : guarded) {
            Upload upload = Upload.of(session, project, execution);
            for (Target target : upload.targets()) {
                Opened open = opened(session);
                open.destinations()
                        .profileFor(target.server(), Set.of(target))
                        .ifPresent(profile -> decide(open.desk(), profile, upload.unit()));
            }
        }
    }

    private synchronized Opened opened(MavenSession session) {
        if (unopened != null) {
            throw refusal(unopened, null);
        }
        Opened known = opened;
        if (known != null) {
            return known;
        }
        try {
            Desk desk = desks.open(session);
            Opened open = new Opened(desk, new Destinations(desk.servers(), console));
            opened = open;
            shutdown.register(() -> finish(EndReason.SHUTDOWN));
            return open;
        } catch (JitException e) {
            unopened = String.valueOf(e.getMessage());
            throw refusal(unopened, e);
        }
    }

    /** Once a profile and build; a refusal holds for the build's other projects too. */
    private void decide(Desk desk, ServerProfile profile, String unit) {
        Optional<String> known = decided.get(profile);
        if (known == null) {
            try {
                Permit permit = desk.permit(profile, unit);
                console.info("jit-credentials: " + permit.sentence());
                decided.put(profile, Optional.empty());
            } catch (JitException e) {
                decided.put(profile, Optional.of(String.valueOf(e.getMessage())));
                throw refusal(String.valueOf(e.getMessage()), e);
            }
        } else if (known.isPresent()) {
            throw refusal(known.get(), null);
        }
    }

    /** The whole block the first time; under --fail-at-end other projects come to the same end and point back to it. */
    private GuardException refusal(String message, @Nullable JitException cause) {
        return refusals.add(message)
                ? new GuardException("jit-credentials: " + message + System.lineSeparator() + NOTHING, cause)
                : new GuardException("jit-credentials: refused, as said above. Nothing was uploaded here.", cause);
    }

    @Override
    public void begin(MavenSession session, MavenProject project, MojoExecution execution) {
        Upload upload = Upload.of(session, project, execution);
        if (upload.targets().isEmpty()) {
            return;
        }
        plan(session, project, List.of(execution));
        Opened open = opened(session);
        if (upload.atEnd()) {
            deferred.addAll(upload.targets());
        }
        GuardedExecution guarded = new GuardedExecution(
                upload.unit(),
                () -> targets(upload),
                open.destinations(),
                profile -> mint(open.desk(), profile, upload.unit()));
        running.add(guarded);
        if (closed.get()) {
            end(guarded, EndReason.SHUTDOWN);
            throw new GuardException("jit-credentials: the build is ending. Nothing was issued.", null);
        }
        RelaySession.install(session, current);
        relayed.add(session);
        current.set(guarded);
    }

    private Set<Target> targets(Upload upload) {
        Set<Target> targets = new HashSet<>(upload.targets());
        if (upload.atEnd()) {
            targets.addAll(deferred);
        }
        return targets;
    }

    private static Lease mint(Desk desk, ServerProfile profile, String unit) {
        try {
            return desk.open(desk.permit(profile, unit));
        } catch (JitException e) {
            throw new GuardException("jit-credentials: " + e.getMessage() + System.lineSeparator() + NOTHING, e);
        }
    }

    @Override
    public void end(MavenProject project, MojoExecution execution, boolean succeeded) {
        Optional<GuardedExecution> guarded = current.get();
        current.clear();
        guarded.ifPresent(g -> end(g, succeeded ? EndReason.COMPLETED : EndReason.FAILED_TASK));
    }

    private void end(GuardedExecution guarded, EndReason reason) {
        if (running.remove(guarded)) {
            guarded.end(reason, this::report);
        }
    }

    @Override
    public void close() {
        shutdown.cancel();
        finish(EndReason.FAILED_TASK);
        relayed.forEach(RelaySession::remove);
        relayed.clear();
    }

    private void report(ServerProfile profile, Ended end) {
        tally.add(profile, end);
        if (end.outcome().compareTo(Ended.Outcome.EXPIRES) > 0) {
            console.error("jit-credentials: " + end.sentence());
        }
    }

    /** Takes no lock: a shutdown hook must not wait for a thread that waits for an issuer. */
    private void finish(EndReason reason) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List.copyOf(running).forEach(guarded -> end(guarded, reason));
        Opened open = opened;
        if (open != null) {
            open.desk().close();
        }
        tally.lines().forEach(console::info);
        if (tally.hasSeveralForOneServer()) {
            console.info("  one lease would do: set <deployAtEnd>true</deployAtEnd> for maven-deploy-plugin");
        }
    }
}
