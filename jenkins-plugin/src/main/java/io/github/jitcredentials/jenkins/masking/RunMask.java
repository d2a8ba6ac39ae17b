package io.github.jitcredentials.jenkins.masking;

import hudson.remoting.Channel;
import io.github.jitcredentials.masking.Masker;
import io.github.jitcredentials.model.Credential;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What is masked in one build, here and on the agents that write parts of its log. Thread safe. */
public final class RunMask {
    private static final long PATIENCE_SECONDS = 5;
    private static final Logger LOGGER = Logger.getLogger(RunMask.class.getName());

    private final String run;
    private final Masker masker;
    private final LineEnds lineEnds = new LineEnds();
    private final List<AgentMask.Value> values = new ArrayList<>();
    private final Map<String, Runnable> leaks = new ConcurrentHashMap<>();
    private final Set<Channel> agents = Collections.newSetFromMap(new WeakHashMap<>());

    RunMask(String run) {
        this.run = run;
        this.masker = new Masker(Clock.systemUTC(), this::seen);
    }

    /**
     * Masks every field of a credential from now on, before anybody has it.
     *
     * @param lease the lease's id
     * @param leaked told which field was about to be shown, a user name apart, once for each value, on a thread that writes a log: must return soon
     */
    public void add(String lease, Credential credential, Consumer<String> leaked) {
        List<AgentMask.Value> added = new ArrayList<>();
        credential.fields().forEach((field, secret) -> {
            String name = lease + "." + field;
            if (Credential.isProof(field)) {
                leaks.put(name, () -> leaked.accept(field));
            }
            masker.add(name, secret);
            added.add(new AgentMask.Value(name, secret.reveal()));
        });
        List<Channel> told;
        synchronized (this) {
            values.addAll(added);
            told = List.copyOf(agents);
        }
        told.forEach(agent -> tell(agent, new AgentMask.Add(run, added)));
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

    /** The same for an agent, through the channel's memory only. Whatever is added later is told it, too. */
    AgentMask goingTo(Channel agent) {
        synchronized (this) {
            agents.add(agent);
            return new AgentMask(run, new ArrayList<>(values));
        }
    }

    void forget() {
        List<Channel> told;
        synchronized (this) {
            told = List.copyOf(agents);
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
        List<Channel> asked;
        synchronized (this) {
            asked = List.copyOf(agents);
        }
        for (Channel agent : asked) {
            try {
                agent.callAsync(new AgentMask.Seen(run))
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .forEach(this::seen);
            } catch (IOException | ExecutionException | TimeoutException e) {
                LOGGER.log(Level.FINE, "an agent is gone", e);
            }
        }
    }

    private void seen(String name) {
        Runnable told = leaks.get(name);
        if (told != null) {
            told.run();
        }
    }
}
