package io.github.jitcredentials.jenkins.block;

import hudson.util.Secret;
import io.github.jitcredentials.frontend.OnLeak;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A block as it is stored: what has to be known after a restart to go on with it, or to end it. The values are sealed with Jenkins'
 * confidential key, as stored credentials are; they are kept because a step that outlives the restart may still print them.
 */
final class BlockRecord {
    final String id;
    final String run;
    final String step;
    private final List<Lease> leases = new ArrayList<>();
    /** Null if nothing was narrowed. */
    @Nullable
    Narrowing narrowing;
    /** The agent whose workspace it was opened in; null if there was none. */
    @Nullable
    String node;

    /** Whether its body's own filter takes along what is masked; earlier versions had none that did. */
    boolean filtered;

    /** Where files were written on it; null if there are none. */
    @Nullable
    String directory;

    BlockRecord(String id, String run, String step) {
        this.id = id;
        this.run = run;
        this.step = step;
    }

    synchronized List<Lease> leases() {
        return List.copyOf(leases);
    }

    synchronized void add(Lease lease) {
        leases.add(lease);
    }

    synchronized void replace(Lease old, Lease next) {
        leases.set(leases.indexOf(old), next);
    }

    /** One lease of a block. */
    static final class Lease {
        final String id;
        final Wanted wanted;
        /** Whether it outlives the process that opened it. */
        final boolean survives;
        /** When it ends at the latest, in epoch milliseconds. */
        final long deadline;

        private final Map<String, Secret> values = new LinkedHashMap<>();
        final Map<String, String> variables;
        final Map<String, String> files;
        /** What its profile says; null in what earlier versions stored, which only masked. */
        private final @Nullable OnLeak onLeak;

        /**
         * @param variables and the field each gets
         * @param files variables and the path each gets
         */
        Lease(
                String id,
                Wanted wanted,
                boolean survives,
                long deadline,
                Map<String, String> variables,
                Map<String, String> files,
                OnLeak onLeak) {
            this.id = id;
            this.wanted = wanted;
            this.survives = survives;
            this.deadline = deadline;
            this.variables = new LinkedHashMap<>(variables);
            this.files = new LinkedHashMap<>(files);
            this.onLeak = onLeak;
        }

        OnLeak onLeak() {
            return onLeak == null ? OnLeak.MASK : onLeak;
        }

        synchronized Map<String, Secret> values() {
            return Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        synchronized void put(Map<String, Secret> renewed) {
            values.putAll(renewed);
        }
    }
}
