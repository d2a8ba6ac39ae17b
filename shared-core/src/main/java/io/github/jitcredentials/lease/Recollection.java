package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.JournalRecord.Transition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a guardian has done with one lease, kept in memory until the owner's journal is its to write. Thread safe. */
final class Recollection implements LeaseJournal {
    private final List<Transition> transitions = new ArrayList<>();

    @Override
    public synchronized void append(JournalRecord entry) {
        if (entry instanceof Transition transition) {
            transitions.add(transition);
        }
    }

    synchronized List<Transition> transitions() {
        return List.copyOf(transitions);
    }

    @Override
    public Optional<Path> file() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
