package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.JitException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where later steps find what this container copies, on GitHub's runner, under act and outside of containers. */
class SharedPlaceTest {
    @TempDir
    Path directory;

    @Test
    void mountTable_knowsWhereMountsComeFrom() {
        MountTable table = new MountTable("""
                36 35 98:0 /home/runner/work/_temp /github/runner_temp rw,noatime master:1 - ext4 /dev/root rw
                37 35 98:0 /with\\040blank /github/home rw - ext4 /dev/root rw
                nonsense
                """);
        assertThat(table.root(Path.of("/github/runner_temp"))).contains(Path.of("/home/runner/work/_temp"));
        assertThat(table.root(Path.of("/github/home"))).contains(Path.of("/with blank"));
        assertThat(table.root(Path.of("/github"))).isEmpty();
    }

    @Test
    void onGitHubsRunner_isCalledWhatTheHostCallsIt() {
        assertThat(SharedPlace.hostName(Path.of("/home/runner/work/_temp"), "/home/runner/work/app"))
                .contains(Path.of("/home/runner/work/_temp"));
    }

    @Test
    void onADiskOfItsOwn_theWorkspacesNeighbourTellsTheRest() {
        assertThat(SharedPlace.hostName(Path.of("/_work/_temp"), "/data/runner/_work/app"))
                .contains(Path.of("/data/runner/_work/_temp"));
        assertThat(SharedPlace.hostName(Path.of("/_temp"), "/data/_work/app")).contains(Path.of("/data/_work/_temp"));
    }

    @Test
    void whatDoesNotAgree_isNobodysName() {
        assertThat(SharedPlace.hostName(Path.of("/var/lib/docker/volumes/x/_data"), "/home/runner/work/app"))
                .isEmpty();
    }

    @Test
    void withoutAWorkspacesName_theMountIsTaken() {
        assertThat(SharedPlace.hostName(Path.of("/home/runner/work/_temp"), ""))
                .contains(Path.of("/home/runner/work/_temp"));
        assertThat(SharedPlace.hostName(Path.of("/home/runner/work/_temp"), "/github/workspace"))
                .contains(Path.of("/home/runner/work/_temp"));
    }

    @Test
    void underAct_itIsTheToolCacheUnderItsOwnName() {
        MountTable mounts =
                new MountTable("1 1 8:1 /volumes/act-toolcache/_data " + directory + " rw - ext4 /dev/sda rw");
        SharedPlace place = SharedPlace.find(
                around(Map.of("RUNNER_TOOL_CACHE", directory.toString(), "RUNNER_TEMP", "/tmp")), mounts);
        assertThat(place).isEqualTo(new SharedPlace(directory, directory));
    }

    @Test
    void temporaryDirectoryThatIsNotMounted_isRefused() {
        assertThatThrownBy(() -> SharedPlace.find(
                        around(Map.of(
                                "RUNNER_TEMP", "/github/runner_temp", "RUNNER_WORKSPACE", "/home/runner/work/app")),
                        new MountTable("")))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("/github/runner_temp");
    }

    private Surroundings around(Map<String, String> environment) {
        return new Surroundings(
                environment,
                directory,
                directory,
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
    }
}
