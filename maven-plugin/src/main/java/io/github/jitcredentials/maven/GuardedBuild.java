package io.github.jitcredentials.maven;

import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.maven.entry.Guard;
import io.github.jitcredentials.maven.entry.GuardException;
import io.github.jitcredentials.model.JitException;
import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
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
    private final DeskFactory desks;
    private final Console console;
    private final Tally tally;
    private final Shutdown shutdown;

    private final Refusals refusals = new Refusals();
    private final CurrentExecution current = new CurrentExecution();
    private final Acquisitions acquisitions;
    private final FileGoals fileGoals;
    private final Set<MavenSession> relayed = ConcurrentHashMap.newKeySet();
    private final Set<GuardedExecution> running = ConcurrentHashMap.newKeySet();
    /** Where modules with {@code deployAtEnd} leave their upload to: whichever of them runs last takes them all. */
    private final Set<Target> deferred = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Opened opened;
    private @Nullable JitException unopened;

    private record Opened(
            Desk desk,
            Destinations destinations,
            Decisions<ServerProfile> decisions,
            Decisions<FileProfile> fileDecisions) {}

    /** Called by name from the entry classes. */
    public GuardedBuild() {
        this(
                ConfiguredDesk::open,
                Console.ofMaven(),
                new Tally(Charset.defaultCharset()),
                new Shutdown(Runtime.getRuntime()));
    }

    GuardedBuild(DeskFactory desks, Console console, Tally tally, Shutdown shutdown) {
        this.desks = desks;
        this.console = console;
        this.tally = tally;
        this.shutdown = shutdown;
        this.acquisitions = new Acquisitions(console, this::report);
        this.fileGoals = new FileGoals(acquisitions);
    }

    @Override
    public void plan(MavenSession session, MavenProject project, List<MojoExecution> guarded) {
        for (MojoExecution execution : guarded) {
            if (FileGoals.isAcquire(execution)) {
                planFiles(session, project, execution);
            } else if (!FileGoals.isRevoke(execution)) {
                plan(session, upload(session, project, execution));
            }
        }
    }

    private void planFiles(MavenSession session, MavenProject project, MojoExecution execution) {
        refusing(() -> {
            if (!FileGoals.isSkipped(session, execution)) {
                Opened open = opened(session);
                fileGoals.plan(open.desk(), open.fileDecisions(), session, project, execution);
            }
        });
    }

    private void refusing(Runnable action) {
        try {
            action.run();
        } catch (JitException e) {
            throw refusals.of(e);
        }
    }

    private Upload upload(MavenSession session, MavenProject project, MojoExecution execution) {
        try {
            return Upload.of(session, project, execution);
        } catch (JitException e) {
            throw refusals.of(e);
        }
    }

    private void plan(MavenSession session, Upload upload) {
        for (Target target : upload.targets()) {
            Opened open = opened(session);
            open.destinations().profileFor(target.server(), upload.everywhere()).ifPresent(profile -> open.decisions()
                    .decide(profile, upload.unit()));
        }
    }

    private synchronized Opened opened(MavenSession session) {
        if (unopened != null) {
            throw refusals.of(unopened);
        }
        Opened known = opened;
        if (known != null) {
            return known;
        }
        try {
            Desk desk = desks.open(session);
            Opened open = new Opened(
                    desk,
                    new Destinations(desk.servers(), console),
                    new Decisions<>(
                            desk::permit,
                            profile -> "server \"" + profile.server()
                                    + "\" is left to settings.xml, nothing is minted for it",
                            console,
                            refusals),
                    new Decisions<>(
                            desk::permit,
                            profile ->
                                    "\"" + profile.name() + "\" is not acquired, " + profile.places() + " is not set",
                            console,
                            refusals));
            opened = open;
            shutdown.register(() -> finish(EndReason.SHUTDOWN));
            return open;
        } catch (JitException e) {
            unopened = e;
            throw refusals.of(e);
        }
    }

    @Override
    public void begin(MavenSession session, MavenProject project, MojoExecution execution) {
        if (FileGoals.isAcquire(execution) || FileGoals.isRevoke(execution)) {
            refusing(() -> runFiles(session, project, execution));
        } else {
            beginUpload(session, project, execution);
        }
    }

    private void runFiles(MavenSession session, MavenProject project, MojoExecution execution) {
        if (FileGoals.isSkipped(session, execution)) {
            return;
        }
        if (FileGoals.isAcquire(execution)) {
            fileGoals.acquire(opened(session).desk(), session, project, execution);
        } else {
            fileGoals.revoke(Optional.ofNullable(opened).map(Opened::desk), session, project, execution);
        }
    }

    private void beginUpload(MavenSession session, MavenProject project, MojoExecution execution) {
        Upload upload = upload(session, project, execution);
        if (upload.targets().isEmpty()) {
            return;
        }
        plan(session, upload);
        Opened open = opened(session);
        if (upload.atEnd()) {
            deferred.addAll(upload.everywhere());
        }
        GuardedExecution guarded = new GuardedExecution(
                () -> targets(upload).stream().map(Target::server).collect(Collectors.toSet()),
                server -> profile(open, upload, server),
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
        Set<Target> targets = new HashSet<>(upload.everywhere());
        if (upload.atEnd()) {
            targets.addAll(deferred);
        }
        return targets;
    }

    private Optional<ServerProfile> profile(Opened open, Upload upload, String server) {
        return open.destinations().profileFor(server, targets(upload)).filter(profile -> !open.decisions()
                .isLeft(profile));
    }

    private Optional<Lease> mint(Desk desk, ServerProfile profile, String unit) {
        try {
            Optional<Lease> lease = desk.permit(profile, unit).map(desk::open);
            lease.ifPresent(l -> refusals.uploading());
            return lease;
        } catch (JitException e) {
            throw refusals.of(e);
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
            quietly(() -> guarded.end(reason, this::report));
        }
    }

    private void report(ServerProfile profile, Ended end) {
        tally.add(profile, end);
        alarm(end);
    }

    private void report(FileProfile profile, Ended end) {
        tally.add(profile, end);
        alarm(end);
    }

    private void alarm(Ended end) {
        if (end.outcome().isAlarm()) {
            console.error("jit-credentials: " + end.sentence());
        }
    }

    /** What ends a lease must not hide why the goal failed, nor keep another lease from ending. */
    private void quietly(Runnable ending) {
        try {
            ending.run();
        } catch (RuntimeException e) {
            console.error("jit-credentials: " + e);
        }
    }

    @Override
    public void leave(MavenProject project, boolean succeeded) {
        acquisitions.leave(project, succeeded ? EndReason.COMPLETED : EndReason.FAILED_TASK);
    }

    @Override
    public void close() {
        shutdown.cancel();
        finish(EndReason.FAILED_TASK);
        relayed.forEach(RelaySession::remove);
        relayed.clear();
    }

    /** Takes no lock: a shutdown hook must not wait for a thread that waits for an issuer. */
    private void finish(EndReason reason) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        acquisitions.close(reason);
        List.copyOf(running).forEach(guarded -> end(guarded, reason));
        Opened open = opened;
        if (open != null) {
            quietly(open.desk()::close);
        }
        tally.lines().forEach(console::info);
        if (tally.hasSeveralForOneServer()) {
            console.info("  one lease would do: set <deployAtEnd>true</deployAtEnd> for maven-deploy-plugin");
        }
    }
}
