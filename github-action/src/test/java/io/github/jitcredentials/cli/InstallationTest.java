package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder with all of jitc, copied to where later steps find it. */
class InstallationTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private Path jar;
    private Path java;

    @BeforeEach
    void create() throws Exception {
        Path folder = directory.resolve("opt/jitc");
        jar = Files.createDirectories(folder.resolve("lib")).resolve("core.jar");
        java = Files.createDirectories(folder.resolve("jre/bin")).getParent();
        Path launcher = Files.createDirectories(folder.resolve("bin")).resolve("jitc");
        Files.writeString(jar, "jar");
        Files.setLastModifiedTime(jar, FileTime.from(LONG_AGO));
        Files.writeString(launcher, "launcher");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void folder_isCopiedWholeWithItsTimesAndRights() throws Exception {
        Path target = Files.createDirectories(directory.resolve("tools")).resolve("jitc-1");
        Installation.of(jar, java).orElseThrow().copyTo(target.getParent(), "jitc-1");
        assertThat(target.resolve("bin/jitc")).isExecutable();
        assertThat(Files.getLastModifiedTime(target.resolve("lib/core.jar")).toInstant())
                .isEqualTo(LONG_AGO);
        assertThat(target.resolve("jre/bin")).isDirectory();
        try (Stream<Path> all = Files.list(target.getParent())) {
            assertThat(all).as("nothing else").containsExactly(target);
        }
    }

    @Test
    void archiveOfClasses_staysWhereItIsGood() throws Exception {
        Path server = Files.createDirectories(java.resolve("lib/server"));
        Files.writeString(server.resolve("classes.jsa"), "archive");
        Files.writeString(server.resolve("libjvm.so"), "jvm");
        Path target = Files.createDirectories(directory.resolve("tools")).resolve("jitc-1");
        Installation.of(jar, java).orElseThrow().copyTo(target.getParent(), "jitc-1");
        assertThat(target.resolve("jre/lib/server")).isDirectoryContaining(file -> file.endsWith("libjvm.so"));
        assertThat(target.resolve("jre/lib/server/classes.jsa")).doesNotExist();
    }

    @Test
    void whoeverComesSecond_findsItThere() throws Exception {
        Path target = Files.createDirectories(directory.resolve("tools")).resolve("jitc-1");
        Installation own = Installation.of(jar, java).orElseThrow();
        own.copyTo(target.getParent(), "jitc-1");
        Files.writeString(target.resolve("lib/core.jar"), "changed");
        own.copyTo(target.getParent(), "jitc-1");
        assertThat(target.resolve("lib/core.jar")).hasContent("changed");
    }

    @Test
    void otherBuildOfTheSameVersion_hasAnotherName() throws Exception {
        Installation own = Installation.of(jar, java).orElseThrow();
        String name = own.name("1");
        assertThat(name).matches("jitc-1-[0-9a-f]{12}").isEqualTo(own.name("1"));
        Files.writeString(jar, "another");
        assertThat(own.name("1")).isNotEqualTo(name);
    }

    @Test
    void jitcWithAJavaThatLiesElsewhere_isNoFolder() {
        assertThat(Installation.of(jar, directory.resolve("usr/lib/jvm"))).isEmpty();
    }

    @Test
    void jitcWithoutItsLauncher_isNoFolder() throws Exception {
        Files.delete(directory.resolve("opt/jitc/bin/jitc"));
        assertThat(Installation.of(jar, java)).isEmpty();
    }
}
