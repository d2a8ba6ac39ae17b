package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A guardian in this process that can refuse, and that can be made to say that it ended something. */
final class FakeGuardian implements Guardian {
    enum Mood {
        WILLING,
        REFUSING,
        SILENT
    }

    private volatile Mood mood;
    private final Map<LeaseId, GuardedLease> held = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private Consumer<Ended> listener = ended -> {};

    FakeGuardian(Mood mood) {
        this.mood = mood;
    }

    void becomes(Mood other) {
        mood = other;
    }

    Map<LeaseId, GuardedLease> held() {
        return held;
    }

    List<String> heard() {
        return heard;
    }

    void says(Ended ended) {
        listener.accept(ended);
    }

    @Override
    public boolean isPresent() {
        return true;
    }

    @Override
    public CompletableFuture<Void> hold(GuardedLease lease) {
        heard.add("hold");
        return switch (mood) {
            case WILLING -> {
                held.put(lease.id(), lease);
                yield CompletableFuture.completedFuture(null);
            }
            case REFUSING ->
                CompletableFuture.failedFuture(new JitException.NotRecorded(Problem.of("the guardian is gone"), null));
            case SILENT -> new CompletableFuture<>();
        };
    }

    @Override
    public void seenAlive(LeaseId lease, int value, Instant at) {
        heard.add("alive");
    }

    @Override
    public void release(LeaseId lease) {
        heard.add("release");
        held.remove(lease);
    }

    @Override
    public void whenEnded(Consumer<Ended> told) {
        listener = told;
    }

    @Override
    public void close() {
        heard.add("bye");
    }
}
