package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.RawSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The settings that a command was given. */
final class SettingsOf {
    private SettingsOf() {}

    static RawSettings command(@Nullable CommandSpec spec, Surroundings around) {
        if (spec == null) {
            throw new IllegalStateException("picocli makes commands with their specification");
        }
        return new SettingOptions(spec, around.environment());
    }
}
