package io.github.jitcredentials.jenkins.masking;

import hudson.model.Computer;
import hudson.remoting.Channel;
import io.github.jitcredentials.masking.Masker;
import io.github.jitcredentials.masking.SecretForms;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** What is masked in one build, here and on the agents that write parts of its log. Thread safe. */
public final class RunMask {
    private static final long PATIENCE_SECONDS = 5;
    private static final Logger LOGGER = Logger.getLogger(RunMask.class.getName());

    private final String run;
    private final Masker masker;
    private final LineEnds lineEnds = new LineEnds();
    private final List<Masked> values = new ArrayList<>();
    private final Set<String> users = new LinkedHashSet<>(List.of(SecretForms.GIT_USER));
    private final Map<String, Runnable> leaks = new ConcurrentHashMap<>();
    private final Map<Channel, Agent> agents = new WeakHashMap<>();

    /**
     * Where a credential is handed over.
     *
     * @param block its block
     * @param node the agent on which that was opened; {@link #NO_AGENT}; null if that can't be known, and any agent may have it
     */
    public record Place(String block, @Nullable String node) {
        /** For none but those that run a step of the block's body. So is the controller's own node called. */
        public static final String NO_AGENT = "";
    }

    private record Masked(Place place, boolean proof, AgentMask.Value value) {}

    /** Who writes parts of the log. */
    private static final class Agent {
        private final String node;
        private final Set<String> blocks = new HashSet<>();
        private final Set<String> names = ConcurrentHashMap.newKeySet();

        Agent(String node) {
            this.node = node;
        }

        /** What it has anyway, and nothing else. */
        ArrayList<AgentMask.Value> of(List<Masked> values) {
            ArrayList<AgentMask.Value> its = new ArrayList<>();
            for (Masked one : values) {
                String where = one.place().node();
                boolean isThere = where == null || !where.equals(Place.NO_AGENT) && where.equals(node);
                if (isThere || blocks.contains(one.place().block())) {
                    its.add(one.value());
                    names.add(one.value().name());
                }
            }
            return its;
        }
    }

    RunMask(String run) {
        this.run = run;
        this.masker = new Masker(Clock.systemUTC(), this::seen);
    }

    /**
     * Masks every field of a credential from now on, before anybody has it.
     *
     * @param place who gets to know it
     * @param lease the lease's id
     * @param alsoOf names of users that it is shown with, in a header of HTTP Basic authentication
     * @param leaked told which field was about to be shown, a user name apart, once for each value, on a thread that writes a log: must return soon
     */
    public void add(
            Place place, String lease, Credential credential, Collection<String> alsoOf, Consumer<String> leaked) {
        List<Masked> added = new ArrayList<>();
        credential.fields().forEach((field, secret) -> {
            String name = lease + "." + field;
            if (Credential.isProof(field)) {
                leaks.put(name, () -> leaked.accept(field));
            }
            added.add(new Masked(place, Credential.isProof(field), new AgentMask.Value(name, secret.reveal())));
        });
        Set<String> named = new LinkedHashSet<>(alsoOf);
        Optional.ofNullable(credential.fields().get(Credential.USERNAME)).ifPresent(user -> named.add(user.reveal()));
        synchronized (this) {
            named.removeAll(users);
            users.addAll(named);
            List<Masked> more = new ArrayList<>(added);
            more.addAll(basic(values, named));
            more.addAll(basic(added, users));
            mask(more);
        }
    }

    /** Masks what is there also as somebody's, in a header of HTTP Basic authentication. */
    public synchronized void user(String name) {
        if (!name.isEmpty() && users.add(name)) {
            mask(basic(values, Set.of(name)));
        }
    }

    private static List<Masked> basic(List<Masked> values, Set<String> users) {
        List<Masked> all = new ArrayList<>();
        for (Masked one : values) {
            if (one.proof()) {
                Secret secret = Secret.of(one.value().secret());
                users.forEach(user -> all.add(new Masked(
                        one.place(),
                        false,
                        new AgentMask.Value(
                                one.value().name(),
                                SecretForms.basic(user, secret).reveal()))));
            }
        }
        return all;
    }

    /** Guarded by this. Agents are told without waiting for them. */
    private void mask(List<Masked> added) {
        added.forEach(
                one -> masker.add(one.value().name(), Secret.of(one.value().secret())));
        values.addAll(added);
        agents.forEach((channel, agent) -> {
            ArrayList<AgentMask.Value> its = agent.of(added);
            if (!its.isEmpty()) {
                tell(channel, new AgentMask.Add(run, its));
            }
        });
    }

    OutputStream wrap(OutputStream log) {
        return masker.wrap(lineEnds.wrap(log));
    }

    /** Has a line written into the log, after the one that is being written. */
    public void say(String line) {
        lineEnds.add(line);
    }

    /** What nobody has written yet: the log waits in the middle of a line, or somebody else writes it. */
    public List<String> unsaid() {
        return lineEnds.take();
    }

    String mask(String text) {
        return masker.mask(text);
    }

    /**
     * The same for an agent, through the channel's memory only. It is told what is handed over there, and what the blocks have of
     * which it runs steps; also what of that is added later. Other secrets of the build are none of its business.
     *
     * @param block the one whose step it runs; null for the whole of the log
     */
    AgentMask goingTo(Channel channel, @Nullable String block) {
        return goingTo(channel, block, RunMask::node);
    }

    synchronized AgentMask goingTo(Channel channel, @Nullable String block, Function<Channel, String> nodes) {
        Agent agent = agents.computeIfAbsent(channel, unknown -> new Agent(nodes.apply(unknown)));
        if (block != null) {
            agent.blocks.add(block);
        }
        return new AgentMask(run, agent.of(values));
    }

    private static String node(Channel channel) {
        for (Computer computer : Jenkins.get().getComputers()) {
            if (computer.getChannel() == channel) {
                return computer.getName();
            }
        }
        return Place.NO_AGENT;
    }

    void forget() {
        List<Channel> told;
        synchronized (this) {
            told = List.copyOf(agents.keySet());
        }
        told.forEach(agent -> tell(agent, new AgentMask.Forget(run)));
    }

    private static void tell(Channel agent, AgentMask.Told<?> told) {
        try {
            agent.callAsync(told);
        } catch (IOException e) {
            // Whoever is gone writes no log.
            LOGGER.log(Level.FINE, "an agent is gone", e);
        }
    }

    /** Nobody on an agent can call the controller: it asks. An agent that does not answer in time is left alone. */
    void askAgents() throws InterruptedException {
        Map<Channel, Agent> asked;
        synchronized (this) {
            asked = new LinkedHashMap<>(agents);
        }
        for (Map.Entry<Channel, Agent> one : asked.entrySet()) {
            try {
                heard(
                        one.getValue().names,
                        one.getKey().callAsync(new AgentMask.Seen(run)).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
                LOGGER.log(Level.FINE, "an agent is gone, or says nothing that can be understood", e);
            }
        }
    }

    /** An agent may say anything: what counts is what it can have seen. */
    void heard(Set<String> known, Collection<?> said) {
        said.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(known::contains)
                .forEach(this::seen);
    }

    private void seen(String name) {
        Runnable told = leaks.get(name);
        if (told != null) {
            told.run();
        }
    }
}
