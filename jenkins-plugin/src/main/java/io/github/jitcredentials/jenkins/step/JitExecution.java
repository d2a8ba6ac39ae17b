package io.github.jitcredentials.jenkins.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.block.BlockRequest;
import io.github.jitcredentials.jenkins.block.Blocks;
import io.github.jitcredentials.jenkins.block.LeaseBlock;
import io.github.jitcredentials.jenkins.block.Wanted;
import io.github.jitcredentials.jenkins.folder.RepositoryFile;
import io.github.jitcredentials.jenkins.masking.MaskingFailures;
import io.github.jitcredentials.jenkins.masking.MaskingFilter;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;

/**
 * The block as it runs: opens leases, runs its body with them, ends them. Nothing of it blocks the build's own thread or a restart;
 * after one it goes on where it was. Stored with the build, without any secret.
 */
final class JitExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(JitExecution.class.getName());
    private static final String PREFIX = "jit-credentials: ";

    private enum Phase {
        OPENING,
        BODY,
        ENDING
    }

    private final ArrayList<Wanted> wanted;
    private volatile Phase phase = Phase.OPENING;
    private volatile String block = "";
    private @Nullable BodyExecution body;
    private @Nullable Object result;
    private @Nullable Throwable failure;
    private transient volatile @Nullable Throwable stopped;

    JitExecution(StepContext context, List<Wanted> wanted) {
        super(context);
        this.wanted = new ArrayList<>(wanted);
    }

    @Override
    public boolean start() {
        block = Blocks.get().newId();
        later(this::open);
        return false;
    }

    private void open() throws IOException, InterruptedException {
        FilePath workspace = getContext().get(FilePath.class);
        Run<?, ?> run = needed(Run.class);
        TaskListener log = needed(TaskListener.class);
        try {
            LeaseBlock opened = Blocks.get()
                    .open(
                            new BlockRequest(
                                    block,
                                    run,
                                    needed(FlowNode.class).getId(),
                                    wanted,
                                    workspace == null ? null : WorkspaceList.tempDir(workspace)),
                            RepositoryFile.of(workspace, log));
            opened.observed().forEach(sentence -> log.getLogger().println(PREFIX + sentence));
        } catch (JitException e) {
            if (!JitCredentials.get().isClosing()) {
                throw new AbortException(PREFIX + e.getMessage());
            }
            // Asked again after the start.
            return;
        }
        Throwable cause = stopped;
        if (cause != null) {
            finish(null, cause);
            return;
        }
        String name = run.getExternalizableId();
        phase = Phase.BODY;
        StepContext context = getContext();
        body = context.newBodyInvoker()
                .withContext(
                        EnvironmentExpander.merge(context.get(EnvironmentExpander.class), new BlockEnvironment(block)))
                .withContext(BodyInvoker.mergeConsoleLogFilters(
                        context.get(ConsoleLogFilter.class), new MaskingFilter(name, block)))
                .withContext(FailureHandler.merge(context.get(FailureHandler.class), new MaskingFailures(name)))
                .withCallback(new Callback())
                .start();
    }

    /** The body is over: what it opened ends before anybody hears of its result. */
    private void finish(@Nullable Object outcome, @Nullable Throwable thrown) {
        phase = Phase.ENDING;
        result = outcome;
        failure = thrown;
        getContext().saveState();
        later(this::end);
    }

    private void end() throws IOException, InterruptedException {
        Throwable thrown = failure;
        List<LeaseReport> reports;
        try {
            reports = Blocks.get().end(block, thrown == null ? EndReason.COMPLETED : EndReason.FAILED_TASK);
        } catch (JitException.NotRecorded e) {
            if (JitCredentials.get().isClosing()) {
                return;
            }
            throw e;
        }
        report(reports);
        // Whoever wanted the build to stop while its credentials were being ended still wants that.
        Throwable cause = thrown == null ? stopped : thrown;
        if (cause == null) {
            getContext().onSuccess(result);
        } else {
            getContext().onFailure(cause);
        }
    }

    private void report(List<LeaseReport> reports) throws IOException, InterruptedException {
        TaskListener log = getContext().get(TaskListener.class);
        ReportLine words = new ReportLine("·", "block");
        for (LeaseReport report : reports) {
            if (log != null) {
                log.getLogger().println(PREFIX + words.of(report));
            }
        }
    }

    @Override
    public void onResume() {
        switch (phase) {
            case OPENING -> later(this::openAgain);
            case BODY -> later(this::resume);
            case ENDING -> later(this::end);
        }
    }

    /** What was being asked for has no body that runs with it: it ends, and all is asked anew. */
    private void openAgain() throws IOException, InterruptedException {
        Blocks.get().end(block, EndReason.SWEPT);
        block = Blocks.get().newId();
        open();
    }

    private void resume() throws IOException, InterruptedException {
        try {
            Blocks.get().resume(block, needed(Run.class));
        } catch (JitException e) {
            BodyExecution running = body;
            if (JitCredentials.get().isClosing()) {
                return;
            }
            if (running == null || !running.cancel(new AbortException(PREFIX + e.getMessage()))) {
                throw new AbortException(PREFIX + e.getMessage());
            }
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        boolean again = stopped != null;
        stopped = cause;
        BodyExecution running = body;
        if (phase == Phase.BODY && running != null && running.cancel(cause)) {
            return;
        }
        if (again) {
            // Somebody will not wait: what is left is ended all the same.
            getContext().onFailure(cause);
        }
    }

    @Override
    public String getStatus() {
        return switch (phase) {
            case OPENING -> "waiting for credentials";
            case BODY -> "running its block";
            case ENDING -> "revoking credentials";
        };
    }

    private <T> T needed(Class<T> type) throws IOException, InterruptedException {
        T found = getContext().get(type);
        if (found == null) {
            throw new AbortException(PREFIX + "there is no " + type.getSimpleName() + " here any more");
        }
        return found;
    }

    private void later(Work work) {
        try {
            JitCredentials.get().threads().execute(() -> run(work));
        } catch (RejectedExecutionException e) {
            // The controller is being shut down; its next start finds the block where it is.
            LOGGER.log(Level.FINE, "not now", e);
        }
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            getContext().onFailure(e);
        } catch (Exception | LinkageError e) {
            LOGGER.log(Level.FINE, "a block failed", e);
            getContext().onFailure(e);
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private final class Callback extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        @Override
        public void onSuccess(StepContext context, @Nullable Object outcome) {
            finish(outcome, null);
        }

        @Override
        public void onFailure(StepContext context, Throwable thrown) {
            finish(null, thrown);
        }
    }
}
