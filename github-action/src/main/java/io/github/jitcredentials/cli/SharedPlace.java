package io.github.jitcredentials.cli;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A directory that later steps see, too, and what they call it. GitHub's runner mounts its directory for temporary files at {@code
 * /github/runner_temp} and rewrites every variable that names it; what the host calls it is told by the mount, and by {@code
 * RUNNER_WORKSPACE}, which lies beside it and is not mounted, so that it stays as it is. Both must agree. {@code act} mounts the tool
 * cache, under its own name. Outside of a container a directory is what it is called.
 *
 * @param here what this process calls it
 * @param outside what steps on the runner call it
 */
record SharedPlace(Path here, Path outside) {
    private static final Path MOUNTED_TEMP = Path.of("/github/runner_temp");
    private static final String TEMP = "_temp";

    /** @throws JitException.Misconfigured if there is none, or nobody can tell its name */
    static SharedPlace find(Surroundings around, MountTable mounts) {
        Path temp = Path.of(around.variable("RUNNER_TEMP"));
        if (temp.startsWith(MOUNTED_TEMP.getParent())) {
            return ofGitHub(temp, around.variable("RUNNER_WORKSPACE"), mounts);
        }
        Path cache = Path.of(around.variable("RUNNER_TOOL_CACHE"));
        if (cache.isAbsolute() && mounts.root(cache).isPresent() && Files.isWritable(cache)) {
            return new SharedPlace(cache, cache);
        }
        boolean inContainer = Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv"));
        if (temp.isAbsolute()
                && Files.isWritable(temp)
                && (!inContainer || mounts.root(temp).isPresent())) {
            return new SharedPlace(temp, temp);
        }
        throw refused("no directory of this container is one of the steps that follow");
    }

    private static SharedPlace ofGitHub(Path temp, String workspace, MountTable mounts) {
        Path root = mounts.root(temp)
                .filter(known -> Files.isWritable(temp))
                .orElseThrow(() -> refused(temp + " is not mounted here"));
        return new SharedPlace(
                temp,
                hostName(root, workspace)
                        .orElseThrow(() -> refused("it can't be told what the runner calls " + temp + ": " + root
                                + ", or the neighbour of " + workspace)));
    }

    /**
     * What the host calls its directory for temporary files; empty if the two who tell it don't agree.
     *
     * @param root where it lies in its file system
     * @param workspace the host's name of a directory beside it; may be absent, or a name within the container
     */
    static Optional<Path> hostName(Path root, String workspace) {
        Path work = Path.of(workspace).getParent();
        if (work == null || !work.isAbsolute() || work.startsWith(MOUNTED_TEMP.getParent())) {
            return Optional.of(root);
        }
        Path beside = work.resolve(TEMP);
        // On a disk of its own, a mount knows only the end of the host's name.
        return Path.of("/").relativize(beside).endsWith(Path.of("/").relativize(root))
                ? Optional.of(beside)
                : Optional.empty();
    }

    private static JitException refused(String why) {
        return new JitException.Misconfigured(new Problem(
                why,
                ActionInput.INSTALL.spelling(),
                "put a release of jitc on the PATH in another step, or use \"run\""));
    }
}
