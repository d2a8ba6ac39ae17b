package io.github.jitcredentials.maven;

import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;

/** Settings as one execution of {@code acquire} or {@code revoke} gives them, before the build's own. */
final class ExecutionSettings implements RawSettings {
    /** What an execution may say for itself; all else is said once for the build. */
    static final Set<Setting> OWN = EnumSet.of(Setting.PROFILES, Setting.PURPOSE, Setting.TTL, Setting.SKIP);

    private final GoalParameters parameters;
    private final RawSettings build;

    ExecutionSettings(GoalParameters parameters, RawSettings build) {
        this.parameters = parameters;
        this.build = build;
    }

    static ExecutionSettings of(MavenSession session, MojoExecution execution) {
        return new ExecutionSettings(new GoalParameters(session, execution), new MavenSettings(session));
    }

    @Override
    public Optional<String> value(Setting setting) {
        Optional<String> own =
                OWN.contains(setting) ? Optional.ofNullable(parameters.text(setting.key())) : Optional.empty();
        return own.isPresent() ? own : build.value(setting);
    }

    @Override
    public String spelling(Setting setting) {
        boolean own = OWN.contains(setting) && !value(setting).equals(build.value(setting));
        return own ? "<" + setting.key() + ">" : build.spelling(setting);
    }
}
