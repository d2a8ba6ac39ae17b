package io.github.jitcredentials.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.jitcredentials.model.SuppressForbidden;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
    @TempDir
    Path temporary;

    private Path file;

    @BeforeEach
    void place() {
        file = temporary.resolve("1.lock");
    }

    @Test
    void second_try_in_this_process_is_refused_and_leaves_the_first_one_its_lock() throws Exception {
        try (ProcessLock lock = ProcessLock.tryTake(file).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(ProcessLock.tryTake(file)).isEmpty();
            assertThat(anotherProcess()).isEqualTo("refused");
        }
        assertThat(anotherProcess()).isEqualTo("taken");
    }

    @Test
    @SuppressForbidden("a second copy of a class can be reached by reflection only")
    void try_by_another_copy_of_this_class_leaves_the_first_one_its_lock() throws Exception {
        URL[] classes = {ProcessLock.class.getProtectionDomain().getCodeSource().getLocation()};
        try (ProcessLock lock = ProcessLock.tryTake(file).orElseThrow();
                URLClassLoader other = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            assertThat(lock).isNotNull();
            Class<?> copy = other.loadClass(ProcessLock.class.getName());
            assertThat(copy).isNotSameAs(ProcessLock.class);
            var tryTake = copy.getDeclaredMethod("tryTake", Path.class);
            tryTake.setAccessible(true);
            assertThat((Optional<?>) tryTake.invoke(null, file)).isEmpty();
            assertThat(anotherProcess()).isEqualTo("refused");
        }
    }

    @Test
    void lock_that_is_let_go_can_be_taken_again_and_removed() throws IOException {
        ProcessLock first = ProcessLock.tryTake(file).orElseThrow();
        first.close();
        first.close();
        ProcessLock second = ProcessLock.tryTake(file).orElseThrow();
        // The first one is over: closing it again must not let go of the second one's.
        first.close();
        assertThat(ProcessLock.tryTake(file)).isEmpty();
        second.remove();
        assertThat(file).doesNotExist();
    }

    @Test
    void link_in_its_place_is_not_followed() throws IOException {
        Path target = Files.createFile(temporary.resolve("target"));
        Files.createSymbolicLink(file, target);
        assertThatIOException().isThrownBy(() -> ProcessLock.tryTake(file));
        Files.delete(file);
        assertThat(ProcessLock.tryTake(file)).isPresent();
    }

    private String anotherProcess() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Owner.java(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        LockMain.class.getName(),
                        file.toString())
                .redirectError(Redirect.INHERIT);
        builder.environment().put("CLASSPATH", Owner.classPath());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.strip();
    }
}
