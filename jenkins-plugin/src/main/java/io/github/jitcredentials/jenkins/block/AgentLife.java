package io.github.jitcredentials.jenkins.block;

import hudson.Extension;
import hudson.model.Computer;
import hudson.slaves.ComputerListener;
import hudson.slaves.OfflineCause;
import io.github.jitcredentials.jenkins.JitCredentials;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.SystemProperties;
import jenkins.util.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Ends what was opened on an agent that vanishes. Pipeline waits minutes for an agent to come back; whoever has its credentials meanwhile
 * is not known to be the build. One that is back within the grace keeps them.
 */
@Extension
public final class AgentLife extends ComputerListener {
    private static final Logger LOGGER = Logger.getLogger(AgentLife.class.getName());

    /** How long an agent may be away, in seconds. */
    private static final String GRACE = AgentLife.class.getName() + ".graceSeconds";

    private static final int USUAL_GRACE = 30;

    @Override
    public void onOffline(Computer computer, @Nullable OfflineCause cause) {
        String node = computer.getName();
        if (!Jenkins.get().isTerminating() && Blocks.get().areOn(node)) {
            int grace = SystemProperties.getInteger(GRACE, USUAL_GRACE);
            Timer.get().schedule(() -> look(node), grace, TimeUnit.SECONDS);
        }
    }

    private static void look(String node) {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        if (jenkins == null || jenkins.isTerminating()) {
            return;
        }
        Computer now = jenkins.getComputer(node);
        if (now != null && now.getChannel() != null) {
            return;
        }
        try {
            JitCredentials.get().threads().execute(() -> Blocks.get().lose(node));
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "the controller is being shut down", e);
        }
    }
}
