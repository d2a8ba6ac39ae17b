package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configurations that docs/github.md shows are whole, and the reader takes them. */
class GitHubDocumentTest {
    static List<String> configurations() throws IOException {
        Matcher block = Pattern.compile("```yaml\\R(version: 1\\R.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/github.md")));
        List<String> found = block.results().map(result -> result.group(1)).toList();
        assertThat(found).hasSize(3);
        return found;
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void configuration_isReadWithoutComplaint(String yaml) {
        assertThat(ConfigurationFile.parse(yaml, "github.md", Path.of("/")).profiles())
                .containsOnlyKeys("push");
    }
}
