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

    /** @param run the build's externalizable id */
    public MaskingFilter(String run) {
        this.run = run;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public OutputStream decorateLogger(@Nullable AbstractBuild build, OutputStream logger) {
        return Masks.get().find(run).map(mask -> mask.wrap(logger)).orElse(logger);
    }

    private Object writeReplace() {
        Channel channel = Channel.current();
        return channel == null ? this : Masks.get().of(run).goingTo(channel);
    }
}
