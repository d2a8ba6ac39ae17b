package io.github.jitcredentials.jenkins.masking;

import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import hudson.remoting.Channel;
import io.github.jitcredentials.masking.Masker;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;
import org.jspecify.annotations.Nullable;

/**
 * The filter as it is on an agent, which writes its part of a build's log masked. It holds the secrets themselves, which that agent
 * has anyway, and goes through a channel only: nobody can store it. The agent asks the controller nothing.
 */
final class AgentMask extends ConsoleLogFilter implements SerializableOnlyOverRemoting {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Masker> MASKERS = new ConcurrentHashMap<>();

    private final String run;
    private final List<String> values;

    AgentMask(String run, List<String> values) {
        this.run = run;
        this.values = values;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public OutputStream decorateLogger(@Nullable AbstractBuild build, OutputStream logger) {
        return masker(run).wrap(logger);
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        if (Channel.current() == null) {
            throw new NotSerializableException("a credential is not stored");
        }
        out.defaultWriteObject();
    }

    private Object readResolve() {
        add(run, values);
        return this;
    }

    private static Masker masker(String run) {
        return MASKERS.computeIfAbsent(run, id -> new Masker(Clock.systemUTC()));
    }

    private static void add(String run, List<String> values) {
        Masker masker = masker(run);
        values.forEach(value -> masker.add("credential", Secret.of(value)));
    }

    /** Something that an agent is told. */
    abstract static class Told extends MasterToSlaveCallable<Boolean, RuntimeException> {
        private static final long serialVersionUID = 1L;
    }

    /** A credential came or was renewed after the filter went there. */
    static final class Add extends Told {
        private static final long serialVersionUID = 1L;

        private final String run;
        private final List<String> values;

        Add(String run, List<String> values) {
            this.run = run;
            this.values = values;
        }

        @Override
        public Boolean call() {
            add(run, values);
            return true;
        }
    }

    /** The build is over. */
    static final class Forget extends Told {
        private static final long serialVersionUID = 1L;

        private final String run;

        Forget(String run) {
            this.run = run;
        }

        @Override
        public Boolean call() {
            return MASKERS.remove(run) != null;
        }
    }
}
