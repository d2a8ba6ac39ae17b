package io.github.jitcredentials.jenkins.block;

import hudson.Extension;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.masking.Masks;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What happens to a controller, its jobs and builds, as far as leases must hear of it. */
public final class BlockLife {
    private static final Logger LOGGER = Logger.getLogger(BlockLife.class.getName());

    private BlockLife() {}

    /** All builds are known and none goes on yet: their masks come first. What nobody will go on with is ended beside the start. */
    @Initializer(after = InitMilestone.JOB_LOADED, before = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void start() {
        Blocks.get().recall();
        later();
    }

    /** After builds were suspended: their leases wait for them. */
    @Terminator
    public static void stop() {
        JitCredentials.get().close();
    }

    private static void later() {
        try {
            JitCredentials.get().threads().execute(BlockLife::tidyUp);
        } catch (RejectedExecutionException e) {
            // The controller is being shut down; the next start tidies up.
            LOGGER.log(Level.FINE, "not now", e);
        }
    }

    private static void tidyUp() {
        try {
            Blocks.get().tidyUp();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "ending what was left failed", e);
        }
    }

    /** A build that is over holds nothing, however it ended. */
    @Extension
    public static final class Builds extends RunListener<Run<?, ?>> {
        @Override
        public void onFinalized(Run<?, ?> run) {
            over(run);
        }

        @Override
        public void onDeleted(Run<?, ?> run) {
            over(run);
        }

        private static void over(Run<?, ?> run) {
            String id = run.getExternalizableId();
            try {
                JitCredentials.get().threads().execute(() -> {
                    Blocks.get().endAll(id);
                    Masks.get().forget(id);
                });
            } catch (RejectedExecutionException e) {
                LOGGER.log(Level.FINE, "not now", e);
            }
        }
    }

    /** A job or folder may be deleted with builds that run. */
    @Extension
    public static final class Items extends ItemListener {
        @Override
        public void onDeleted(Item item) {
            later();
        }
    }

    /** For whatever nobody told us of. */
    @Extension
    public static final class Rounds extends AsyncPeriodicWork {
        public Rounds() {
            super("JIT Credentials");
        }

        @Override
        public long getRecurrencePeriod() {
            return TimeUnit.SECONDS.toMillis(30);
        }

        @Override
        protected Level getNormalLoggingLevel() {
            return Level.FINE;
        }

        @Override
        protected void execute(TaskListener listener) {
            tidyUp();
        }
    }
}
