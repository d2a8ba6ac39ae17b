package io.github.jitcredentials.jenkins.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;

/** A configuration that can't be read as a whole hands out nothing at all; nor does one whose second audit file can't be written. */
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
        List<Problem> problems = new ArrayList<>();
        try {
            configuration.read();
        } catch (JitException.Misconfigured e) {
            problems.addAll(e.problems());
        }
        configuration.eventsProblem().ifPresent(problems::add);
        return problems.stream().flatMap(problem -> problem.lines().stream()).toList();
    }
}
