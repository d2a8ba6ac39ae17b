package io.github.jitcredentials.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivatePlacesTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path temporary;

    @Test
    void key_lies_in_the_runtime_directory_with_mode_0600_and_stays_the_same() throws IOException {
        Path runtime = directory("run", "rwx------");
        SealKey key = find(Map.of("XDG_RUNTIME_DIR", runtime.toString()));
        Path file = runtime.resolve("jit-credentials/seal.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.size(file)).isEqualTo(32);
        assertThat(file.getParent()).isDirectoryContaining(file::equals);
        String sealed = key.seal("text", "about");
        assertThat(find(Map.of("XDG_RUNTIME_DIR", runtime.toString())).open(sealed, "about"))
                .contains("text");
    }

    @Test
    void key_that_a_host_keeps_opens_what_it_sealed_and_nothing_else(@TempDir Path place) {
        byte[] bytes = new byte[32];
        SealKey key = SealKey.kept(bytes, place, new SecureRandom());
        bytes[0] = 1;
        SealKey other = SealKey.kept(bytes, place, new SecureRandom());

        String sealed = key.seal("a token", "lease 1");

        assertThat(key.open(sealed, "lease 1")).contains("a token");
        assertThat(key.open(sealed, "lease 2")).isEmpty();
        assertThat(other.open(sealed, "lease 1")).isEmpty();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SealKey.kept(new byte[16], place, new SecureRandom()));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(key::text);
    }

    @Test
    void without_a_runtime_directory_it_lies_in_the_users_own_then_in_a_private_temporary_one() throws IOException {
        assertThat(find(Map.of()).directory())
                .isEqualTo(temporary.resolve("jit-credentials-" + PrivateDirectory.user()));
        Path own = Files.createDirectories(
                temporary.resolve("user").resolve(PrivateDirectory.user().toString()));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        assertThat(find(Map.of()).directory()).isEqualTo(own.resolve("jit-credentials"));
    }

    @Test
    void makers_at_the_same_time_agree_on_one_key() throws Exception {
        Path runtime = directory("run", "rwx------");
        List<CompletableFuture<SealKey>> makers = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> find(Map.of("XDG_RUNTIME_DIR", runtime.toString()))))
                .toList();
        String sealed = makers.get(0).get(30, TimeUnit.SECONDS).seal("text", "about");
        for (CompletableFuture<SealKey> maker : makers) {
            assertThat(maker.get(30, TimeUnit.SECONDS).open(sealed, "about")).contains("text");
        }
        assertThat(runtime.resolve("jit-credentials")).isDirectoryNotContaining("glob:**seal.key.*");
    }

    @Test
    void place_that_others_may_use_or_that_is_a_link_is_refused() throws IOException {
        Path shared = directory("shared", "rwxr-xr-x");
        assertRefused(Map.of("XDG_RUNTIME_DIR", shared.toString()), "chmod 700");
        Path target = directory("target", "rwx------");
        Files.createSymbolicLink(temporary.resolve("link"), target);
        assertRefused(Map.of("XDG_RUNTIME_DIR", temporary.resolve("link").toString()), "symbolic link");
        Files.createSymbolicLink(temporary.resolve("jit-credentials-" + PrivateDirectory.user()), target);
        assertRefused(Map.of(), "symbolic link");
    }

    @Test
    void key_file_that_is_a_link_or_open_or_short_is_refused() throws IOException {
        Path runtime = directory("run", "rwx------");
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", runtime.toString());
        Path file = find(environment).directory().resolve("seal.key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(environment, "0600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.write(file, new byte[31]);
        assertRefused(environment, "is no seal key");
        Path real = Files.move(file, runtime.resolve("real"));
        Files.createSymbolicLink(file, real);
        assertRefused(environment, "not a regular file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "afs", "CIFS"})
    void network_file_system_is_refused(String type) {
        assertThatExceptionOfType(JitException.NotRecorded.class)
                .isThrownBy(() -> JournalDirectory.open(temporary.resolve("journals"), path -> type))
                .withMessageContaining("network file system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "ext2/ext3", "xfs", "btrfs", "tmpfs", "overlay", "zfs"})
    void local_file_system_is_taken(String type) {
        JournalDirectory directory = JournalDirectory.open(temporary.resolve("journals"), path -> type);
        assertThat(directory.identity()).contains("ino=");
    }

    @Test
    void journal_directory_that_others_may_use_is_refused() throws IOException {
        Path shared = directory("journals", "rwxrwxrwx");
        assertThatExceptionOfType(JitException.NotRecorded.class)
                .isThrownBy(() -> JournalDirectory.open(shared))
                .withMessageContaining("can be used by others");
    }

    private SealKey find(Map<String, String> environment) {
        return SealKey.find(environment, temporary, temporary.resolve("user"), random);
    }

    private void assertRefused(Map<String, String> environment, String why) {
        assertThatExceptionOfType(JitException.NotRecorded.class)
                .isThrownBy(() -> find(environment))
                .withMessageContaining(why);
    }

    private Path directory(String name, String mode) throws IOException {
        Path directory = Files.createDirectory(temporary.resolve(name));
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }
}
