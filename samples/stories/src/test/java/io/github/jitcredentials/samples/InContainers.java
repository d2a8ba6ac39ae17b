package io.github.jitcredentials.samples;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the action's images: a step in containers of its own, and a trial ground, for each. */
class InContainers {
    static ActionImages images;

    @TempDir
    Path place;

    ActionContainer step;
    TrialGround ground;

    @BeforeAll
    static void build() throws Exception {
        images = ActionImages.get();
    }

    @BeforeEach
    void open() throws Exception {
        step = ActionContainer.prepare(images, place);
        ground = step.ground();
    }

    @AfterEach
    void end() throws Exception {
        step.close();
    }
}
