package io.github.jitcredentials.jenkins.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.model.JitException;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;

/** A configuration that can't be read as a whole hands out nothing at all. */
@Extension
public final class WrongConfiguration extends AdministrativeMonitor {
    @Override
    public String getDisplayName() {
        return "Configuration of JIT credentials that can't be used";
    }

    @Override
    public boolean isActivated() {
        return !getLines().isEmpty();
    }

    /** All that is wrong. */
    @Restricted(DoNotUse.class)
    public List<String> getLines() {
        ControllerConfiguration configuration = ControllerConfiguration.get();
        if (configuration.isEmpty()) {
            return List.of();
        }
        try {
            configuration.read();
            return List.of();
        } catch (JitException.Misconfigured e) {
            return e.problems().stream()
                    .flatMap(problem -> problem.lines().stream())
                    .toList();
        }
    }
}
