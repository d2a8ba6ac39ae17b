package io.github.jitcredentials.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRoomTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path folder;

    private Path runtime;
    private Map<String, String> environment;

    @BeforeEach
    void runtimeDirectory() throws IOException {
        runtime = Files.createDirectory(
                folder.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        environment = Map.of("XDG_RUNTIME_DIR", runtime.toString());
    }

    private ProcessRoom room(Path... keepOut) {
        return ProcessRoom.choose(environment, folder, List.of(keepOut), random);
    }

    @Test
    void roomThatNobodyEnters_isNotMade() throws IOException {
        try (ProcessRoom room = room()) {
            assertThat(room.path().toString()).startsWith(runtime.toString());
        }
        assertThat(runtime).isEmptyDirectory();
    }

    @Test
    void enteredRoom_isTheUsersAloneAndGoneWhenClosed() throws IOException {
        ProcessRoom room = room();
        Path path = room.enter();
        Files.createDirectories(path.resolve("a/b"));
        Files.writeString(path.resolve("a/b/file"), "secret");

        assertThat(room.enter()).isEqualTo(path);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
        room.close();
        room.close();
        assertThat(path.getParent()).isEmptyDirectory();
        assertThatThrownBy(room::enter)
                .isInstanceOf(JitException.NotRecorded.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void linkInARoom_isDeletedAndNotFollowed() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "kept");
        ProcessRoom room = room();
        Files.createSymbolicLink(room.enter().resolve("link"), folder);
        Files.createSymbolicLink(room.enter().resolve("other"), elsewhere);
        room.close();

        assertThat(elsewhere).hasContent("kept");
        assertThat(room.path()).doesNotExist();
    }

    @Test
    void sweep_deletesWhatNobodyHoldsAndNothingElse() throws IOException {
        try (ProcessRoom held = room()) {
            Files.writeString(held.enter().resolve("file"), "in use");
            Path left = Files.createDirectory(held.path().resolveSibling("0123456789abcdef"));
            Files.writeString(left.resolve("file"), "of the dead");
            Files.createFile(held.path().resolveSibling("0123456789abcdef.lock"));

            ProcessRoom.sweep(environment, folder);

            assertThat(left).doesNotExist();
            assertThat(held.path().resolveSibling("0123456789abcdef.lock")).doesNotExist();
            assertThat(held.path().resolve("file")).hasContent("in use");
        }
    }

    @Test
    void guardiansClear_deletesRoomAndLock() throws IOException {
        try (ProcessRoom room = room()) {
            Files.writeString(room.enter().resolve("file"), "secret");
            ProcessRoom.clear(room.path());
            ProcessRoom.clear(room.path());

            assertThat(room.path().getParent()).isEmptyDirectory();
        }
    }

    @Test
    void placeInTheProject_isRefusedAlsoThroughALink() throws IOException {
        Path project = Files.createDirectory(folder.resolve("project"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

        for (Path keepOut : List.of(runtime, folder, link, link.resolve("run"))) {
            try (ProcessRoom room = room(project, keepOut)) {
                assertThatThrownBy(room::enter)
                        .as(keepOut.toString())
                        .isInstanceOf(JitException.Misconfigured.class)
                        .hasMessageContaining("would lie in the project");
            }
        }
        assertThat(runtime).isEmptyDirectory();
        try (ProcessRoom room = room(project)) {
            assertThat(room.enter()).isDirectory();
        }
    }

    @Test
    void placeThatOthersMayUse_isRefused() throws IOException {
        Files.createDirectories(runtime.resolve("jit-credentials/files"));
        Files.setPosixFilePermissions(
                runtime.resolve("jit-credentials/files"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(runtime.resolve("jit-credentials"), PosixFilePermissions.fromString("rwx------"));
        Path left = Files.createDirectory(runtime.resolve("jit-credentials/files/0123456789abcdef"));

        try (ProcessRoom room = room()) {
            assertThatThrownBy(room::enter)
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining("can be used by others");
        }
        ProcessRoom.sweep(environment, folder);
        assertThat(left).exists();
    }

    @Test
    void withoutARuntimeDirectory_sharedMemoryAndThenTemporary() throws IOException {
        Path memory = Files.createDirectory(folder.resolve("shm"));
        Path none = folder.resolve("none");
        String ours = "jit-credentials-" + PrivateDirectory.user();

        assertThat(RuntimePlace.inMemory(Map.of(), folder, none, memory)).isEqualTo(memory.resolve(ours));
        assertThat(RuntimePlace.inMemory(Map.of(), folder, none, none)).isEqualTo(folder.resolve(ours));
        assertThat(RuntimePlace.inMemory(environment, folder, none, memory))
                .isEqualTo(runtime.resolve("jit-credentials"));
    }
}
