package io.github.jitcredentials.cli;

import io.github.jitcredentials.model.SuppressForbidden;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A signal to a process that has a little left to do, which it should still do: what is just being issued is ended first. After
 * {@link ExecRun#LAST} the process ends anyhow; what lives then is found by the post step, or dies by itself. Thread safe.
 */
final class Cancellation {
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile Signals.@Nullable Signal first;

    @SuppressForbidden("the thread that could return a code may wait for an authority")
    void signalled(Signals.Signal signal) {
        if (first != null) {
            return;
        }
        first = signal;
        try {
            never.await(ExecRun.LAST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.SIGNAL.code() + signal.number());
    }

    boolean isSignalled() {
        return first != null;
    }

    /** What the process ends with. */
    int codeOr(int otherwise) {
        Signals.Signal signal = first;
        return signal == null ? otherwise : ExitCode.SIGNAL.code() + signal.number();
    }
}
