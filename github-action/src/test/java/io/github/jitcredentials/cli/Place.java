package io.github.jitcredentials.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where a call of jitc is at home. */
interface Place {
    Path project();

    Path home();

    /** Where the key lies that seals the journals; nobody else's. */
    Path runtime();

    default void create() throws IOException {
        Files.createDirectories(project());
        Files.createDirectories(home());
        Files.createDirectories(
                runtime(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
