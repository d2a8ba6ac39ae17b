package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.frontend.Setting;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Maven is told of the goals' parameters is what the table of settings says. */
class GoalParametersAreSettingsTest {
    private static Xpp3Dom goal(String name) throws IOException, XmlPullParserException {
        try (Reader in = Files.newBufferedReader(Path.of("target/classes/META-INF/maven/plugin.xml"))) {
            return Stream.of(Xpp3DomBuilder.build(in).getChild("mojos").getChildren())
                    .filter(mojo -> mojo.getChild("goal").getValue().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String text(Xpp3Dom of, String child) {
        return of.getChild(child) == null ? "" : of.getChild(child).getValue();
    }

    @ParameterizedTest
    @CsvSource({"acquire, 4", "revoke, 2"})
    void parameters_areSettingsThatAnExecutionMaySay(String name, int number) throws Exception {
        Xpp3Dom goal = goal(name);
        List<Setting> found = new ArrayList<>();
        for (Xpp3Dom parameter : goal.getChild("parameters").getChildren()) {
            String key = text(parameter, "name");
            if (key.equals("session")) {
                assertThat(text(parameter, "editable")).isEqualTo("false");
                continue;
            }
            Setting setting = Stream.of(Setting.values())
                    .filter(one -> one.key().equals(key))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(key + " is no setting"));
            Xpp3Dom value = goal.getChild("configuration").getChild(key);
            assertThat(value.getValue()).isEqualTo("${jit-credentials." + key + "}");
            String unlessSaid = value.getAttribute("default-value");
            assertThat(unlessSaid == null ? "" : unlessSaid).isEqualTo(setting.defaultText());
            found.add(setting);
        }
        assertThat(found).hasSize(number).isSubsetOf(ExecutionSettings.OWN);
        assertThat(text(goal, "threadSafe")).isEqualTo("true");
    }

    @Test
    void purposeTtlAndSkipOfAcquire_areWordedAsTheTableDoes() throws Exception {
        for (Xpp3Dom parameter : goal("acquire").getChild("parameters").getChildren()) {
            Stream.of(Setting.PURPOSE, Setting.TTL, Setting.SKIP)
                    .filter(setting -> setting.key().equals(text(parameter, "name")))
                    .forEach(setting ->
                            assertThat(text(parameter, "description")).isEqualTo(setting.doc()));
        }
    }
}
