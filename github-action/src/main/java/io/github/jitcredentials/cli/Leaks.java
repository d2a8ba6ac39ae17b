package io.github.jitcredentials.cli;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.frontend.OnLeak;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.masking.LeakListener;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.JitException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What a command was about to show: said, written into the audit log, and revoked where its profile wants that. All of it beside the
 * output, which does not wait. Thread safe.
 */
final class Leaks implements LeakListener {
    private static final String PLACE = "the command's output";

    private final Voice voice;
    private final Runnable failing;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Leaks::daemon,
            new ThreadPoolExecutor.DiscardPolicy());
    private volatile boolean failed;

    private record Watched(Profile profile, CredentialSession session, String field) {}

    /** @param failing ends the command, once its credential is dead; where the profile wants that */
    Leaks(Voice voice, Runnable failing) {
        this.voice = voice;
        this.failing = failing;
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "jitc-leaks");
        thread.setDaemon(true);
        return thread;
    }

    /** @return the name under which the masker is to know the field */
    String watch(Profile profile, CredentialSession session, String field) {
        String name = profile.name() + "." + field;
        if (Credential.isProof(field)) {
            watched.put(name, new Watched(profile, session, field));
        }
        return name;
    }

    @Override
    public void seen(String name) {
        Watched shown = watched.get(name);
        if (shown != null) {
            if (shown.profile().onLeak() == OnLeak.FAIL) {
                failed = true;
            }
            thread.execute(() -> tell(shown));
        }
    }

    /** Whether the command has to fail for it. */
    boolean isFailure() {
        return failed;
    }

    /** Waits until all of it is told and done. Nothing is heard of what comes later. */
    void finish(Duration bound) throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS)) {
            voice.warn("what was to be done about a credential in the output is not done yet");
        }
    }

    private void tell(Watched shown) {
        OnLeak onLeak = shown.profile().onLeak();
        voice.warn("\"" + shown.profile().name() + "\" was about to be shown in the output, and was masked"
                + switch (onLeak) {
                    case MASK -> "";
                    case REVOKE -> "; it is revoked now";
                    case FAIL -> "; it is revoked now, and the command is told to end";
                });
        try {
            shown.session().leakSeen(shown.field(), PLACE);
        } catch (JitException e) {
            voice.warn(e.problems().get(0).toString());
        }
        if (onLeak != OnLeak.MASK) {
            shown.session().end(EndReason.LEAK);
        }
        if (onLeak == OnLeak.FAIL) {
            failing.run();
        }
    }
}
