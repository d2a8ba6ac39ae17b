package io.github.jitcredentials.jenkins.step;

import hudson.EnvVars;
import io.github.jitcredentials.jenkins.block.Blocks;
import io.github.jitcredentials.jenkins.block.LeaseBlock;
import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;

/** A block's variables, looked up each time a step begins. Stored with the build by the block's name alone. */
final class BlockEnvironment extends EnvironmentExpander {
    private static final long serialVersionUID = 1L;

    private final String block;

    BlockEnvironment(String block) {
        this.block = block;
    }

    @Override
    public void expand(EnvVars env) throws IOException, InterruptedException {
        Optional<LeaseBlock> found = Blocks.get().find(block);
        if (found.isPresent()) {
            try {
                found.get().environment().forEach(env::override);
            } catch (JitException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    @Override
    public Set<String> getSensitiveVariables() {
        return Blocks.get()
                .find(block)
                .map(found -> Set.copyOf(found.sensitive()))
                .orElse(Set.of());
    }
}
