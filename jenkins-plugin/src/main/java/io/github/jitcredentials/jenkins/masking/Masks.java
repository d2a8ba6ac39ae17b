package io.github.jitcredentials.jenkins.masking;

import hudson.Extension;
import hudson.ExtensionList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is masked in which build. A build's secrets are masked in all of its blocks, until it is over. Thread safe. */
@Extension
public final class Masks {
    private final Map<String, RunMask> runs = new ConcurrentHashMap<>();

    public static Masks get() {
        return ExtensionList.lookupSingleton(Masks.class);
    }

    /** @param run the build's externalizable id */
    public RunMask of(String run) {
        return runs.computeIfAbsent(run, RunMask::new);
    }

    /** Hears what a build's agents masked that they wrote into its log themselves. Blocks until they answered, or their time is up. */
    public void askAgents(String run) throws InterruptedException {
        RunMask mask = runs.get(run);
        if (mask != null) {
            mask.askAgents();
        }
    }

    /** What is masked in a build that has something to mask. */
    public Optional<RunMask> find(String run) {
        return Optional.ofNullable(runs.get(run));
    }

    /** Forgets a build that is over; its leases are. */
    public void forget(String run) {
        RunMask mask = runs.remove(run);
        if (mask != null) {
            mask.forget();
        }
    }
}
