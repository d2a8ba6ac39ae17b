package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import java.util.Optional;

/** The settings of a call whose lease outlives its process: there is none left then that a guardian could watch. */
record Unguarded(RawSettings settings) implements RawSettings {
    @Override
    public Optional<String> value(Setting setting) {
        return setting == Setting.GUARDIAN ? Optional.of("off") : settings.value(setting);
    }

    @Override
    public String spelling(Setting setting) {
        return settings.spelling(setting);
    }
}
