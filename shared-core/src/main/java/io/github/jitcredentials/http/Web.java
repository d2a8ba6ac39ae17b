package io.github.jitcredentials.http;

import io.github.jitcredentials.http.WebFailure.Kind;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;

/**
 * The way to everybody outside; one a process. It follows no redirect, retries nothing, keeps no cookie, answers no
 * authentication challenge, reads no more than a bound, speaks plain http to this machine only, and is done by its deadline.
 * Thread safe; its threads are daemons.
 */
public final class Web implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** How many requests are on their way at once. Those beyond wait for their turn, within their own deadline. */
    private static final int AT_ONCE = 256;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final WebSettings settings;
    private final Clock clock;
    private final Tls tls;
    private final CloseableHttpClient client;
    private final ExecutorService threads;
    private final Map<Path, Web> trusting = new ConcurrentHashMap<>();

    /**
     * @param clock reads dates in {@code Retry-After}
     * @throws io.github.jitcredentials.model.JitException.Misconfigured if the CA bundle can't be used
     */
    public Web(WebSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.tls = new Tls(settings.bundle());
        this.client = HttpCore.client(settings, tls);
        // Bounded by the turns; a bound of its own could refuse whoever has just got the turn of a thread that is not
        // yet idle.
        this.threads =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "jit-credentials-http-" + NUMBER.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Sends one request, once. Returns any answer that is no redirect, whatever its status. An interrupt does not end it,
     * since nobody would know then what was done; the thread stays interrupted for its caller.
     *
     * @throws WebFailure if no answer came by the deadline, saying whether the request was sent
     */
    public Answer send(Request request) throws WebFailure {
        long deadline = System.nanoTime() + settings.overall().toNanos();
        if (!takeTurn(deadline)) {
            throw neverSent("too many requests at once, and none of them ended in time", request);
        }
        Call call = new Call(request, client, settings, clock);
        FutureTask<Answer> running = new FutureTask<>(call);
        try {
            threads.execute(() -> {
                try {
                    running.run();
                } finally {
                    turns.release();
                }
            });
        } catch (RejectedExecutionException e) {
            turns.release();
            throw neverSent("this process is closing its connections", request);
        }
        return await(call, running, deadline);
    }

    /**
     * The same way, but for whose word it takes about servers. Closed with this one.
     *
     * @param caBundle a PEM file of the certificate authorities to trust instead
     * @throws io.github.jitcredentials.model.JitException.Misconfigured if it can't be used
     */
    public Web trusting(Path caBundle) {
        return trusting.computeIfAbsent(caBundle, bundle -> new Web(settings.withCaBundle(bundle), clock));
    }

    /**
     * Loads what a request to the target will need, so that the first one in anger takes milliseconds. Talks to a socket of
     * its own on this machine, and not to the target. Best effort: never throws.
     */
    public void warmUp(URI target) {
        try {
            if (Origin.of(target).scheme().equals("https")) {
                tls.ready();
            }
            WarmUp.exchange(this);
        } catch (IOException | WebFailure | IllegalArgumentException e) {
            // Slower the first time, no more. What is really wrong will be said by the first request that counts.
            return;
        }
    }

    /** Cuts running requests off; later ones fail as never sent. */
    @Override
    public void close() {
        threads.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
        trusting.values().forEach(Web::close);
    }

    /** @return whether it came before the deadline */
    private boolean takeTurn(long deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return turns.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Answer await(Call call, Future<Answer> running, long deadline) throws WebFailure {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return running.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    throw call.giveUp();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof WebFailure failure) {
                        throw failure;
                    }
                    throw new IllegalStateException("a request failed in a way it can't", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static WebFailure neverSent(String what, Request request) {
        return new WebFailure(Kind.NEVER_SENT, new Problem(what, request.place(), ""));
    }
}
