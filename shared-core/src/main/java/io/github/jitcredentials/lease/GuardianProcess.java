package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.GuardianWire.Answer;
import io.github.jitcredentials.lease.Json.Malformed;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.SuppressForbidden;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The owner's end of the pipes to a guardian. Writing and reading have threads of their own: a guardian that hangs blocks nobody.
 *
 * <p>The guardian gets a session of its own where {@code setsid} exists (it does on Linux; without it, it stays in the caller's
 * process group), ignores what a terminal or a CI runner sends to a group, dumps neither core nor heap, and inherits neither the
 * environment nor any file but the two pipes, and one that tells of its end.
 *
 * <p>It is no descendant of its owner: whoever ends a tree of processes from its leaves, and waits for each (as Jenkins does, five
 * seconds), would keep the owner waiting for a guardian that does not go. Between the two is a shell that waits for the guardian's end,
 * so that its process is there as long as the guardian is, and goes when it is told to terminate.
 */
final class GuardianProcess implements Guardian {
    private static final String SCRIPT =
            "ulimit -c 0; trap '' HUP INT QUIT PIPE TSTP TTIN TTOU USR1 USR2; exec 3<&0 4>&1; "
                    + "{ ( trap '' TERM; command -v setsid >/dev/null 2>&1 && set -- setsid \"$@\"; "
                    // Who reads at the other end hears of the guardian's end: nobody else holds its descriptor 9.
                    + "exec \"$@\" 9>&1 <&3 >&4 3<&- 4>&- ) & } | read -r end";
    private static final List<String> JVM = List.of(
            // Grows only with what it holds: GuardianDuty.MOST leases take some 350 MB.
            "-Xmx512m",
            "-Xss512k",
            // The JVM leaves the ignored signals alone; SIGQUIT would print threads between the answers.
            "-Xrs",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-XX:-HeapDumpOnOutOfMemoryError",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+DisableAttachMechanism",
            "-XX:ErrorFile=/dev/null");
    private static final String END = "";
    private static final long FAREWELL_SECONDS = 1;

    private final Process process;
    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    /** What waits for an acknowledgement: of each lease, the oldest first, as its answers come in that order. */
    private final Map<LeaseId, Queue<CompletableFuture<Void>>> pending = new HashMap<>();

    private final CompletableFuture<Long> ready = new CompletableFuture<>();
    private final Thread writer;
    private volatile @Nullable Problem gone;
    private volatile Consumer<Ended> listener = ended -> {};

    private GuardianProcess(Process process) {
        this.process = process;
        this.writer = daemon("jit-credentials-guardian-orders", this::write);
        daemon("jit-credentials-guardian-answers", this::read);
    }

    @SuppressForbidden("the guardian's launch")
    static GuardianProcess start(GuardianLaunch launch) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "jit-credentials-guardian"));
        command.add(launch.javaHome().resolve("bin").resolve("java").toString());
        command.addAll(JVM);
        command.add(GuardianMain.class.getName());
        command.add(launch.factory());
        command.add(Long.toString(ProcessHandle.current().pid()));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(new File("/")).redirectError(Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(launch.environment());
        environment.put(
                "CLASSPATH",
                launch.classPath().stream()
                        .map(Path::toAbsolutePath)
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        try {
            return new GuardianProcess(builder.start());
        } catch (IOException e) {
            throw new JitException.NotRecorded(
                    new Problem("the guardian can't be started", command.get(0), "it needs sh and this Java"), e);
        }
    }

    @Override
    public boolean isPresent() {
        return true;
    }

    @Override
    public CompletableFuture<Void> hold(GuardedLease lease) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        String order = GuardianWire.hold(lease);
        synchronized (pending) {
            pending.computeIfAbsent(lease.id(), id -> new ArrayDeque<>()).add(acknowledged);
            orders.add(order);
        }
        // Whoever is told of its end empties the map once; a lease that comes after that looks for itself.
        Problem problem = gone;
        if (problem != null) {
            acknowledged.completeExceptionally(new JitException.NotRecorded(problem, null));
        }
        return acknowledged;
    }

    @Override
    public void seenAlive(LeaseId lease, int value, Instant at) {
        orders.add(GuardianWire.alive(lease, value, at));
    }

    @Override
    public void release(LeaseId lease) {
        orders.add(GuardianWire.release(lease));
    }

    @Override
    public void whenEnded(Consumer<Ended> told) {
        listener = told;
    }

    @Override
    public void close() {
        orders.add(GuardianWire.bye());
        orders.add(END);
        // If this process ended before the last "release" is in the pipe, the guardian would revoke what is revoked.
        try {
            writer.join(TimeUnit.SECONDS.toMillis(FAREWELL_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes with the guardian's process id when it is ready. */
    CompletableFuture<Long> whenReady() {
        return ready;
    }

    private void write() {
        try (OutputStream out = process.getOutputStream()) {
            for (String order = orders.take(); !order.equals(END); order = orders.take()) {
                out.write((order + "\n").getBytes(StandardCharsets.UTF_8));
                if (orders.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            lost("the guardian's pipe is closed");
        } catch (InterruptedException e) {
            lost("the guardian's pipe was closed by an interruption");
        }
    }

    private void read() {
        try (InputStream in = new BufferedInputStream(process.getInputStream())) {
            for (Optional<String> line = GuardianWire.readLine(in);
                    line.isPresent();
                    line = GuardianWire.readLine(in)) {
                hear(GuardianWire.answer(line.get()));
            }
            lost("the guardian is gone");
        } catch (IOException e) {
            lost("the guardian's pipe broke");
        } catch (Malformed e) {
            lost("the guardian talks nonsense: something " + e.getMessage());
        }
    }

    private void hear(Answer answer) {
        if (answer instanceof Answer.Ready up) {
            ready.complete(up.pid());
        } else if (answer instanceof Answer.Holding holding) {
            next(holding.lease()).ifPresent(waiting -> waiting.complete(null));
        } else if (answer instanceof Answer.Refused refused) {
            next(refused.lease())
                    .ifPresent(waiting -> waiting.completeExceptionally(new JitException.NotRecorded(
                            new Problem("the guardian can't hold the lease: " + refused.why(), "", ""), null)));
        } else if (answer instanceof Answer.Ended ended) {
            listener.accept(ended.what());
        } else if (answer instanceof Answer.Unfit unfit) {
            lost("the guardian can't work (" + unfit.why() + ")");
        }
    }

    /** From now on nothing can be held; what was is in the hands of its owner and the next sweep. */
    private void lost(String why) {
        Problem problem = new Problem(why, "", "nothing more is handed out; start the build again");
        if (gone == null) {
            gone = problem;
        }
        JitException.NotRecorded failure = new JitException.NotRecorded(problem, null);
        ready.completeExceptionally(failure);
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        synchronized (pending) {
            pending.values().forEach(waiting::addAll);
            pending.clear();
        }
        waiting.forEach(acknowledged -> acknowledged.completeExceptionally(failure));
    }

    private Optional<CompletableFuture<Void>> next(LeaseId lease) {
        synchronized (pending) {
            Queue<CompletableFuture<Void>> waiting = pending.get(lease);
            if (waiting == null) {
                return Optional.empty();
            }
            CompletableFuture<Void> oldest = waiting.remove();
            if (waiting.isEmpty()) {
                pending.remove(lease);
            }
            return Optional.of(oldest);
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
