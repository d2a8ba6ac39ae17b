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
import java.util.Set;
import java.util.WeakHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What is masked in one build, here and on the agents that write parts of its log. Thread safe. */
public final class RunMask {
    private static final Logger LOGGER = Logger.getLogger(RunMask.class.getName());

    private final String run;
    private final Masker masker;
    private final List<String> values = new ArrayList<>();
    private final Set<Channel> agents = Collections.newSetFromMap(new WeakHashMap<>());

    RunMask(String run) {
        this.run = run;
        this.masker = new Masker(Clock.systemUTC(), this::seen);
    }

    /** Masks every field of a credential from now on, before anybody has it. */
    public void add(String profile, Credential credential) {
        List<String> added = new ArrayList<>();
        credential.fields().forEach((field, secret) -> {
            masker.add(profile + "." + field, secret);
            added.add(secret.reveal());
        });
        List<Channel> told;
        synchronized (this) {
            values.addAll(added);
            told = List.copyOf(agents);
        }
        told.forEach(agent -> tell(agent, new AgentMask.Add(run, added)));
    }

    OutputStream wrap(OutputStream log) {
        return masker.wrap(log);
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

    private static void tell(Channel agent, AgentMask.Told told) {
        try {
            agent.callAsync(told);
        } catch (IOException e) {
            // Whoever is gone writes no log.
            LOGGER.log(Level.FINE, "an agent is gone", e);
        }
    }

    private void seen(String name) {
        LOGGER.log(
                Level.WARNING,
                "{0}: the credential {1} was about to be shown in the log; it was masked",
                new Object[] {run, name});
    }
}
