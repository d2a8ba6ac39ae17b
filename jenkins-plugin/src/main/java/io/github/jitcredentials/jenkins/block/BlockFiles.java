package io.github.jitcredentials.jenkins.block;

import hudson.FilePath;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.ServerDesk;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import org.jspecify.annotations.Nullable;

/** The files of a block's credentials, on the agent that it was opened on. */
final class BlockFiles {
    private static final Logger LOGGER = Logger.getLogger(BlockFiles.class.getName());

    private final BlockRecord block;

    BlockFiles(BlockRecord block) {
        this.block = block;
    }

    /** Writes a credential into its files, in place of what they held. */
    void deliver(Profile profile, BlockRecord.Lease lease, Credential credential) throws InterruptedException {
        if (!lease.files.isEmpty()) {
            AgentFiles.write(directory(profile), ServerDesk.files(profile, credential));
        }
    }

    /**
     * Decides where files go.
     *
     * @throws JitException.Misconfigured where there is no place for any
     */
    void place(@Nullable FilePath temporary) {
        if (temporary == null || block.node == null) {
            throw new JitException.Misconfigured(new Problem(
                    "the profile hands over a file, and there is no workspace here",
                    "profile",
                    "put the block into a node, or use a profile that hands over variables"));
        }
        block.directory = temporary.child("jit-credentials-" + block.id).getRemote();
    }

    /** The variables that tell where a profile's files are, and what they tell. */
    Map<String, String> paths(Profile profile) {
        Map<String, String> paths = new LinkedHashMap<>();
        FilePath directory = directory(profile);
        ServerDesk.fileVariables(profile)
                .forEach((name, variable) ->
                        paths.put(variable, directory.child(name).getRemote()));
        return paths;
    }

    /** The credential in them is dead; an agent that does not answer keeps nobody waiting. */
    void delete() {
        FilePath directory = files();
        if (directory == null) {
            return;
        }
        CompletableFuture<Void> deleted = CompletableFuture.runAsync(
                () -> {
                    try {
                        directory.deleteRecursive();
                    } catch (IOException e) {
                        LOGGER.log(Level.FINE, "files of a credential that is dead are left", e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                JitCredentials.get().threads());
        try {
            deleted.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.FINE, "files of a credential that is dead are left", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FilePath directory(Profile profile) {
        FilePath directory = files();
        if (directory == null) {
            throw new JitException.NotRecorded(Problem.of("the agent that gets the credential's file is gone"), null);
        }
        return directory.child(profile.name());
    }

    private @Nullable FilePath files() {
        String node = block.node;
        String directory = block.directory;
        return node == null || directory == null ? null : FilePathUtils.find(node, directory);
    }
}
