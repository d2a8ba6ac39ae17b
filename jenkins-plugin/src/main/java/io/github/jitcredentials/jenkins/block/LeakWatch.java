package io.github.jitcredentials.jenkins.block;

import hudson.model.Executor;
import hudson.model.Result;
import hudson.model.Run;
import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.frontend.OnLeak;
import io.github.jitcredentials.frontend.ServerAssembly;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.masking.Masks;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.model.LeaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import org.jspecify.annotations.Nullable;

/** Does what profiles want done when a build was about to show a credential. The log does not wait for it. Thread safe. */
final class LeakWatch {
    private static final Logger LOGGER = Logger.getLogger(LeakWatch.class.getName());
    private static final String PLACE = "the build's log";
    private static final long PATIENCE_SECONDS = 10;

    private final String run;
    private final Map<String, CredentialSession> sessions;
    /** What is being done just now. */
    private final Set<CompletableFuture<Void>> acting = ConcurrentHashMap.newKeySet();

    /**
     * A field that was about to be shown.
     *
     * @param lease the lease's id
     */
    record Leak(String lease, String profile, OnLeak onLeak, String field) {
        String sentence() {
            return "\"" + profile + "\" was about to be shown in this log, and was masked"
                    + switch (onLeak) {
                        case MASK -> "";
                        case REVOKE -> "; it is revoked now (onLeak: revoke)";
                        case FAIL -> "; it is revoked now, and the build fails (onLeak: fail)";
                    };
        }
    }

    /** @param sessions of the leases that this run of the controller opened, by their ids */
    LeakWatch(String run, Map<String, CredentialSession> sessions) {
        this.run = run;
        this.sessions = sessions;
    }

    /** On a thread that writes the log. */
    void seen(Leak leak) {
        Masks.get().find(run).ifPresent(mask -> mask.say(BuildLog.line(leak.sentence())));
        later(() -> act(leak));
    }

    /**
     * Hears, too, of what agents masked that they wrote into the log themselves.
     *
     * @param needed whether the build's result may hang on it: then all that is to be done is done on return, or its time is up
     */
    void settle(boolean needed) {
        later(this::askAgents);
        if (needed) {
            await();
        }
    }

    /** What is being done may bring about more. */
    private void await() {
        Instant patience = Instant.now().plusSeconds(PATIENCE_SECONDS);
        try {
            while (!acting.isEmpty()) {
                CompletableFuture.allOf(acting.toArray(CompletableFuture[]::new))
                        .get(
                                Math.max(
                                        0,
                                        Duration.between(Instant.now(), patience)
                                                .toMillis()),
                                TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            LOGGER.log(Level.WARNING, "{0}: what the build was about to show is not settled yet", run);
        } catch (ExecutionException e) {
            LOGGER.log(Level.WARNING, e, () -> run + ": what the build was about to show is not settled");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void later(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        acting.add(done);
        try {
            JitCredentials.get().threads().execute(() -> {
                try {
                    work.run();
                } finally {
                    acting.remove(done);
                    done.complete(null);
                }
            });
        } catch (RejectedExecutionException e) {
            acting.remove(done);
            LOGGER.log(Level.FINE, "the controller is being shut down", e);
        }
    }

    private void askAgents() {
        try {
            Masks.get().askAgents(run);
            Masks.get().find(run).ifPresent(mask -> mask.unsaid().forEach(line -> BuildLog.print(run, line)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void act(Leak leak) {
        CredentialSession session = sessions.get(leak.lease());
        Run<?, ?> build = BuildLog.find(run).orElse(null);
        try {
            record(leak, session);
        } catch (RuntimeException e) {
            // Whatever it is, the credential is ended all the same.
            LOGGER.log(Level.WARNING, e, () -> run + ": " + leak.sentence() + "; the audit log does not say so");
        }
        if (leak.onLeak() != OnLeak.MASK) {
            end(leak, session);
        }
        if (leak.onLeak() == OnLeak.FAIL && build != null) {
            fail(build, leak);
        }
    }

    private static void record(Leak leak, @Nullable CredentialSession session) {
        if (session == null) {
            server().leakSeen(new LeaseId(leak.lease()), leak.field(), PLACE);
        } else {
            session.leakSeen(leak.field(), PLACE);
        }
    }

    private static void end(Leak leak, @Nullable CredentialSession session) {
        if (session == null) {
            server().withdraw(new LeaseId(leak.lease())::equals, EndReason.LEAK);
        } else {
            session.end(EndReason.LEAK);
        }
    }

    /** All of it, not the block alone: what is caught around that would go on. */
    private static void fail(Run<?, ?> build, Leak leak) {
        Executor executor = build.getExecutor();
        if (executor != null) {
            executor.interrupt(Result.FAILURE, new Shown(leak.profile()));
        }
    }

    private static ServerAssembly server() {
        return JitCredentials.get().server();
    }

    /** Why a build ended. Stored with it. */
    static final class Shown extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        private final String profile;

        Shown(String profile) {
            this.profile = profile;
        }

        @Override
        public String getShortDescription() {
            return "The credential \"" + profile + "\" was about to be shown in the log";
        }
    }
}
