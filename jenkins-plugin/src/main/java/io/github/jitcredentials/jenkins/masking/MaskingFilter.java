package io.github.jitcredentials.jenkins.masking;

import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import hudson.remoting.Channel;
import java.io.OutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Masks what is written into a build's log. Stored with the build by the build's name alone; see {@link AgentMask}. */
public final class MaskingFilter extends ConsoleLogFilter implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String run;
    /** Null for the whole of a log, and in what earlier versions stored. */
    private final @Nullable String block;

    /** For the whole of a log. @param run the build's externalizable id */
    public MaskingFilter(String run) {
        this.run = run;
        this.block = null;
    }

    /**
     * For the body of a block: an agent that runs a step of it has its credentials anyway, and masks them.
     *
     * @param run the build's externalizable id
     */
    public MaskingFilter(String run, String block) {
        this.run = run;
        this.block = block;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public OutputStream decorateLogger(@Nullable AbstractBuild build, OutputStream logger) {
        return Masks.get().of(run).wrap(logger);
    }

    private Object writeReplace() {
        Channel channel = Channel.current();
        return channel == null ? this : Masks.get().of(run).goingTo(channel, block);
    }
}
