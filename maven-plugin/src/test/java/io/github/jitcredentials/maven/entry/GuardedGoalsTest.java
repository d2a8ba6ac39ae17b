package io.github.jitcredentials.maven.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.frontend.Setting;
import org.junit.jupiter.api.Test;

class GuardedGoalsTest {
    @Test
    void default_isTheOneOfTheTableOfSettings() {
        assertThat(GuardedGoals.UNLESS_SAID).isEqualTo(Setting.GUARDED_GOALS.defaultText());
    }
}
