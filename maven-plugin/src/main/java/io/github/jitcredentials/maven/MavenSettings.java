package io.github.jitcredentials.maven;

import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;

/** Settings as Maven gives them: {@code -Djit-credentials.KEY}, else a property of that name in the root project's POM. */
final class MavenSettings implements RawSettings {
    private static final String PREFIX = "jit-credentials.";

    private final MavenSession session;

    MavenSettings(MavenSession session) {
        this.session = session;
    }

    @Override
    public Optional<String> value(Setting setting) {
        String name = PREFIX + setting.key();
        String said = session.getUserProperties().getProperty(name);
        if (said == null && session.getTopLevelProject() != null) {
            said = session.getTopLevelProject().getProperties().getProperty(name);
        }
        return Optional.ofNullable(said).filter(text -> !text.isBlank());
    }

    @Override
    public String spelling(Setting setting) {
        return "-D" + PREFIX + setting.key();
    }
}
