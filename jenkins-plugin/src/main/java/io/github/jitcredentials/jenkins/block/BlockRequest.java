package io.github.jitcredentials.jenkins.block;

import hudson.FilePath;
import hudson.model.Run;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block that wants leases.
 *
 * @param id its name, which opens nothing; made by {@link Blocks#newId}
 * @param run the build it belongs to, and cannot outlive
 * @param step as Pipeline numbers it; empty elsewhere
 * @param wanted what it asks for, at least one
 * @param temporary where files may be written on its agent; null where it has none
 * @param survives whether the block goes on after a restart of the controller
 * @param unlessObserved whether nothing is issued that a rule permits only because it observes: {@link Observed} then
 * @param filtered whether its body has a filter of its own, which goes with each of its steps to whatever agent those run on
 */
public record BlockRequest(
        String id,
        Run<?, ?> run,
        String step,
        List<Wanted> wanted,
        @Nullable FilePath temporary,
        boolean survives,
        boolean unlessObserved,
        boolean filtered) {
    public BlockRequest {
        wanted = List.copyOf(wanted);
    }

    /** Of a step whose body is filtered, and goes on after a restart. */
    public BlockRequest(String id, Run<?, ?> run, String step, List<Wanted> wanted, @Nullable FilePath temporary) {
        this(id, run, step, wanted, temporary, true, false, true);
    }
}
