package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.ConfigurationFile;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.lease.LeaseTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documents say is what the code does. */
class DocumentsTest {
    private static final Document README = Document.of("README.md");

    @Test
    void settingsTable_isThatOfTheCode() {
        String expected = "| setting | default | what it does |\n|---|---|---|\n"
                + Arrays.stream(Setting.values()).map(DocumentsTest::row).collect(Collectors.joining());

        assertThat(README.between("settings")).isEqualTo(expected);
    }

    @Test
    void leaseTable_isThatOfTheCode() {
        assertThat(Document.of("docs/leases.md").between("table")).isEqualTo(LeaseTable.asMarkdown());
    }

    @Test
    void exampleFile_isReadWithoutComplaint() {
        List<String> examples = README.blocks("yaml");

        assertThat(examples).hasSize(1);
        Configuration configuration = ConfigurationFile.parse(examples.get(0), "README.md", Path.of("/"));
        assertThat(configuration.profiles()).containsOnlyKeys("deploy");
    }

    @Test
    void pluginExample_namesThisVersion() {
        assertThat(README.blocks("xml"))
                .first()
                .asString()
                .contains("<version>" + BuildFacts.read().version() + "</version>");
    }

    @Test
    void executionsExample_isThatOfTheSample() throws IOException {
        String pom = Files.readString(README.file().resolveSibling("samples/maven-migrate/orders/pom.xml"));

        assertThat(README.blocks("xml")).hasSize(2);
        assertThat(pom.replaceAll("\\s+", ""))
                .contains(README.blocks("xml").get(1).replaceAll("\\s+", ""));
    }

    @Test
    void links_leadSomewhere() {
        Matcher link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(README.text());
        while (link.find()) {
            assertThat(README.file().resolveSibling(link.group(1)))
                    .satisfies(target -> assertThat(Files.exists(target)).isTrue());
        }
    }

    private static String row(Setting setting) {
        String unlessSaid = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
        return "| `" + setting.key() + "` | " + unlessSaid + " | " + setting.doc() + " |\n";
    }
}
