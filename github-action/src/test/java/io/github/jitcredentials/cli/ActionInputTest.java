package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.frontend.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The inputs and outputs of the action: one table, the settings, {@code action.yml} and the documentation. */
class ActionInputTest {
    private static final Path ACTION = Path.of("action.yml");

    @Test
    void everySetting_isAnInput_butMavensOwn() {
        for (Setting setting : Setting.values()) {
            Optional<ActionInput> input = ActionInput.of(setting);
            assertThat(input.isPresent()).as(setting.key()).isEqualTo(!SettingOptions.ELSEWHERE.contains(setting));
            // A step has one credential as a rule; jitc has the short name, too.
            input.filter(known -> known != ActionInput.PROFILE)
                    .ifPresent(known -> assertThat("--" + known.key()).isEqualTo(SettingOptions.option(setting.key())));
        }
    }

    @Test
    void input_isHandedOverInAVariableWithItsHyphens() {
        assertThat(ActionInput.REVOKE_TIMEOUT.variable()).isEqualTo("INPUT_REVOKE-TIMEOUT");
        assertThat(ActionInput.TTL.given(Map.of("INPUT_TTL", " 5m\n"))).contains("5m");
        assertThat(ActionInput.TTL.given(Map.of("INPUT_TTL", ""))).isEmpty();
    }

    @Test
    void actionFile_hasTheSameInputsAndOutputs() throws Exception {
        assumeTrue(Files.exists(ACTION), "there is no action.yml");
        JsonNode action = new ObjectMapper()
                .valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(ACTION)));
        Map<String, String> wanted = new LinkedHashMap<>();
        Map<String, String> found = new LinkedHashMap<>();
        for (ActionInput input : ActionInput.values()) {
            wanted.put(input.key(), input.doc() + " | " + input.defaultText());
        }
        action.path("inputs").properties().forEach(entry -> {
            found.put(
                    entry.getKey(),
                    entry.getValue().path("description").asText().strip() + " | "
                            + entry.getValue().path("default").asText(""));
            assertThat(entry.getValue().path("required").asBoolean(false))
                    .as(entry.getKey())
                    .isFalse();
        });
        assertThat(found).containsExactlyInAnyOrderEntriesOf(wanted);
        List<String> outputs = new ArrayList<>();
        action.path("outputs").fieldNames().forEachRemaining(outputs::add);
        assertThat(outputs)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ActionOutput.values())
                        .map(ActionOutput::key)
                        .toList());
    }

    @Test
    void documentation_hasTheSameInputsAndOutputs() throws Exception {
        String inputs = Arrays.stream(ActionInput.values())
                .map(input -> "| `" + input.key() + "` | "
                        + (input.defaultText().isEmpty() ? "" : "`" + input.defaultText() + "`") + " | " + input.doc()
                        + " |\n")
                .collect(Collectors.joining());
        String outputs = Arrays.stream(ActionOutput.values())
                .map(output -> "| `" + output.key() + "` | " + output.doc() + " |\n")
                .collect(Collectors.joining());
        assertThat(Files.readString(Path.of("..", "docs", "github-action.md")))
                .contains("| input | default | what it does |\n|---|---|---|\n" + inputs + "<!-- /inputs -->")
                .contains("| output | what it is |\n|---|---|\n" + outputs + "<!-- /outputs -->");
    }
}
