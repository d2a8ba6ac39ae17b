package io.github.jitcredentials.jenkins.block;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jspecify.annotations.Nullable;

/** The log of a build, for those who were not given it: a credential's use comes without. */
public final class BuildLog {
    private static final Logger LOGGER = Logger.getLogger(BuildLog.class.getName());
    private static final Map<Run<?, ?>, TaskListener> OPEN = Collections.synchronizedMap(new WeakHashMap<>());

    private BuildLog() {}

    public static boolean isPipeline(Run<?, ?> run) {
        return owner(run) != null;
    }

    public static @Nullable FlowExecutionOwner owner(Run<?, ?> run) {
        return run instanceof FlowExecutionOwner.Executable executable ? executable.asFlowExecutionOwner() : null;
    }

    /** The same for a build by its externalizable id. */
    static void say(String run, String text) {
        print(run, line(text));
    }

    /** A line as it is to stand in the log of a build. */
    static void print(String run, String line) {
        find(run).ifPresent(found -> print(found, line));
    }

    /** A build by its externalizable id, whoever asks. */
    static Optional<Run<?, ?>> find(String run) {
        try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
            return Optional.ofNullable(Run.fromExternalizableId(run));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** One line. A build that is over hears nothing any more. */
    public static void say(Run<?, ?> run, String text) {
        print(run, line(text));
    }

    private static void print(Run<?, ?> run, String line) {
        TaskListener log = OPEN.get(run);
        FlowExecutionOwner owner = owner(run);
        try {
            if (log == null && owner != null) {
                log = owner.getListener();
            }
            if (log != null) {
                log.getLogger().println(line);
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "a build has no log any more", e);
        }
    }

    /** How it looks there. */
    static String line(String text) {
        return "jit-credentials: " + text;
    }

    /** Remembers logs as long as their builds run. */
    @Extension
    public static final class Logs extends RunListener<Run<?, ?>> {
        @Override
        public void onStarted(Run<?, ?> run, TaskListener listener) {
            if (!isPipeline(run)) {
                OPEN.put(run, listener);
            }
        }

        @Override
        public void onFinalized(Run<?, ?> run) {
            OPEN.remove(run);
        }
    }
}
