package io.github.jitcredentials.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of processes that each have a ground of their own. */
class OnGround {
    @TempDir
    Path directory;

    Ground ground;

    @BeforeEach
    void openGround() throws Exception {
        ground = Ground.open(directory);
    }

    @AfterEach
    void closeGround() {
        ground.close();
    }
}
