package io.github.jitcredentials.jenkins;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * For tests with a controller of their own for each of them, in this process: it is configured as {@link Trial#configure} says, its
 * authority is beside it, and so is a directory in which steps tell how far they are.
 */
@WithJenkins
public abstract class ConfiguredController {
    @TempDir
    protected Path outside;

    protected JenkinsRule jenkins;
    protected Trial trial;

    @BeforeEach
    void open(JenkinsRule rule) throws Exception {
        jenkins = rule;
        trial = Trial.trusting(rule.getURL());
        Trial.configure(trial.url());
    }

    @AfterEach
    void close() {
        trial.close();
    }
}
