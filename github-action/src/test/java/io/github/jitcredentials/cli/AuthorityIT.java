package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code jitc authority}, in a folder that has the trial authority and in one that has not. */
class AuthorityIT extends OnGround {
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");

    private Path folder;

    @BeforeEach
    void open() throws Exception {
        folder = directory.resolve("jitc");
        Path script = Path.of(System.getProperty("it.jitc"));
        Files.createDirectories(folder.resolve("bin"));
        Files.copy(script, folder.resolve("bin/jitc"));
        Files.createSymbolicLink(folder.resolve("lib"), script.resolveSibling("target/lib"));
    }

    @Test
    void authority_runsUntilJitcEnds() throws Exception {
        Files.createDirectories(folder.resolve("authority"));
        String[] jars = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator);
        for (String jar : jars) {
            if (jar.endsWith(".jar")) {
                Path file = Path.of(jar);
                Files.createSymbolicLink(folder.resolve("authority").resolve(file.getFileName()), file);
            }
        }
        Shell shell = ground.shell("exec " + folder.resolve("bin/jitc") + " authority --ci ci >ready");
        Path ready = ground.project().resolve("ready");
        Ground.await("the authority", () -> ready.toFile().length() > 0 || !shell.isAlive());
        Matcher url = URL.matcher(Files.readString(ready));
        assertThat(url.find()).as(shell.err()).isTrue();
        Path token = ground.project().resolve("ci/id-token");
        assertThat(token).exists();
        shell.kill("KILL");
        shell.await();
        Ground.await("its end", () -> !Files.exists(token));
    }

    @Test
    void folderWithoutIt_saysWhereItIs() throws Exception {
        Shell shell = ground.shell(folder.resolve("bin/jitc") + " authority").await();
        assertThat(shell.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.err()).contains(folder.resolve("authority").toString()).contains("samples/run authority");
    }
}
