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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;
import org.jspecify.annotations.Nullable;

/**
 * The filter as it is on an agent, which writes its part of a build's log masked. It holds the secrets themselves, those that this
 * agent has anyway ({@link RunMask#goingTo}), and goes through a channel only: nobody can store it. The agent asks the controller nothing.
 */
final class AgentMask extends ConsoleLogFilter implements SerializableOnlyOverRemoting {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Mask> MASKS = new ConcurrentHashMap<>();

    private final String run;
    private final List<Value> values;

    AgentMask(String run, List<Value> values) {
        this.run = run;
        this.values = values;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public OutputStream decorateLogger(@Nullable AbstractBuild build, OutputStream logger) {
        return mask(run).masker.wrap(logger);
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

    /** What masks of a build are here, as the controller calls them. */
    static Set<String> known(String run) {
        Mask mask = MASKS.get(run);
        return mask == null
                ? Set.of()
                : mask.known.stream().map(Value::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Mask mask(String run) {
        return MASKS.computeIfAbsent(run, id -> new Mask());
    }

    private static void add(String run, List<Value> values) {
        Mask mask = mask(run);
        values.stream()
                .filter(mask.known::add)
                .forEach(value -> mask.masker.add(value.name(), Secret.of(value.secret())));
    }

    /**
     * A secret, as it goes through a channel.
     *
     * @param name what the controller calls it
     */
    record Value(String name, String secret) implements SerializableOnlyOverRemoting {
        @Override
        public String toString() {
            return "[hidden] (" + name + ")";
        }
    }

    /** What is masked in one build here, and what of it somebody was about to show. */
    private static final class Mask {
        /** The filter comes with each step, and all of them with it. */
        private final Set<Value> known = ConcurrentHashMap.newKeySet();

        private final Queue<String> seen = new ConcurrentLinkedQueue<>();
        private final Masker masker = new Masker(Clock.systemUTC(), seen::add);
    }

    /** Something that an agent is told. */
    abstract static class Told<T> extends MasterToSlaveCallable<T, RuntimeException> {
        private static final long serialVersionUID = 1L;
    }

    /** A credential came or was renewed after the filter went there. */
    static final class Add extends Told<Boolean> {
        private static final long serialVersionUID = 1L;

        private final String run;
        private final List<Value> values;

        Add(String run, List<Value> values) {
            this.run = run;
            this.values = values;
        }

        @Override
        public Boolean call() {
            add(run, values);
            return true;
        }
    }

    /** What was about to be shown since it was asked for last. */
    static final class Seen extends Told<ArrayList<String>> {
        private static final long serialVersionUID = 1L;

        private final String run;

        Seen(String run) {
            this.run = run;
        }

        @Override
        public ArrayList<String> call() {
            ArrayList<String> names = new ArrayList<>();
            Mask mask = MASKS.get(run);
            if (mask != null) {
                for (String name = mask.seen.poll(); name != null; name = mask.seen.poll()) {
                    names.add(name);
                }
            }
            return names;
        }
    }

    /** The build is over. */
    static final class Forget extends Told<Boolean> {
        private static final long serialVersionUID = 1L;

        private final String run;

        Forget(String run) {
            this.run = run;
        }

        @Override
        public Boolean call() {
            return MASKS.remove(run) != null;
        }
    }
}
