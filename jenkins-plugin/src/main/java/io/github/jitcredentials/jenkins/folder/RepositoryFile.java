package io.github.jitcredentials.jenkins.folder;

import hudson.FilePath;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.github.jitcredentials.frontend.ConfigurationFile;
import io.github.jitcredentials.jenkins.block.Narrowing;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.MasterToSlaveFileCallable;
import org.jspecify.annotations.Nullable;

/**
 * The {@code jit-credentials.yml} that a repository brings along for other hosts. It is read from the block's workspace: that works with
 * every kind of SCM, asks no SCM a second time, and is the revision that is built. Whoever writes it governs the build anyway and
 * could as well leave it out, so it is no bound to a build, only its own modesty: it takes away, and adds nothing. Its issuers,
 * identities and rules are for other hosts.
 */
public final class RepositoryFile {
    static final String NAME = "jit-credentials.yml";
    private static final int LARGEST = 256 * 1024;

    private RepositoryFile() {}

    /**
     * What the file narrows, if the controller hears it; else a line for the build's log, if there is one.
     *
     * @throws JitException.Misconfigured if it is heard and can't be read, with everything that is wrong
     */
    public static Narrowing of(@Nullable FilePath workspace, TaskListener log) throws InterruptedException {
        if (workspace == null) {
            return Narrowing.NONE;
        }
        boolean heard = ControllerConfiguration.get().isNarrowFromScm();
        try {
            byte[] content = workspace.child(NAME).act(new Read(heard ? LARGEST : 0));
            if (content == null) {
                return Narrowing.NONE;
            }
            if (!heard) {
                log.getLogger()
                        .println("jit-credentials: " + NAME
                                + " of this repository is ignored: what the controller says holds");
                return Narrowing.NONE;
            }
            if (content.length > LARGEST) {
                throw new IOException("too large");
            }
            return Narrowing.of(
                    NAME,
                    ConfigurationFile.parse(new String(content, StandardCharsets.UTF_8), NAME, Path.of(""))
                            .profiles());
        } catch (IOException e) {
            if (!heard) {
                return Narrowing.NONE;
            }
            throw new JitException.Misconfigured(new Problem(
                    "can't be read (" + e.getClass().getSimpleName() + ")", NAME, "make it a file of at most 256 KB"));
        }
    }

    /** Null if there is none; of a file at most so much, and one byte. */
    private static final class Read extends MasterToSlaveFileCallable<byte @Nullable []> {
        private static final long serialVersionUID = 1L;

        private final int most;

        Read(int most) {
            this.most = most;
        }

        @Override
        public byte @Nullable [] invoke(File file, VirtualChannel channel) throws IOException {
            Path path = file.toPath();
            if (Files.notExists(path)) {
                return null;
            }
            // A pipe would be waited for.
            if (!Files.isRegularFile(path)) {
                throw new IOException("not a file");
            }
            try (InputStream in = Files.newInputStream(path)) {
                return in.readNBytes(most + 1);
            }
        }
    }
}
