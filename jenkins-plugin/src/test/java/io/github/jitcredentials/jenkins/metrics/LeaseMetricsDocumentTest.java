package io.github.jitcredentials.jenkins.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/jenkins-at-work.md says of metrics is what there is. */
class LeaseMetricsDocumentTest {
    private static final Path DOCS = Path.of("../docs/jenkins-at-work.md");
    private static final Pattern TABLE =
            Pattern.compile("<!-- metrics: a test compares it -->\n(.*?)<!-- /metrics -->", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([a-z -]+) \\| `([^`]+)` \\| ([^|]*) \\|.*");
    private static final String BOTH = "`" + LeaseMetrics.ISSUER + "` `" + LeaseMetrics.PROFILE + "`";

    @Test
    void tableOfTheDocs_isWhatIsMeasured() throws IOException {
        List<String> expected = new ArrayList<>();
        LeaseMetrics.COUNTED
                .keySet()
                .forEach(event -> expected.add(LeaseMetrics.name(event) + " counter "
                        + (event.equals("denied") ? "{request} " : "{lease} ") + BOTH));
        expected.add(LeaseMetrics.ALIVE + " up-down counter {lease} " + BOTH + " `" + LeaseMetrics.STATE + "`");
        expected.add(LeaseMetrics.ISSUE + " histogram s " + BOTH + " `" + LeaseMetrics.OUTCOME + "`");
        expected.add(LeaseMetrics.REVOKE + " histogram s " + BOTH + " `" + LeaseMetrics.OUTCOME + "`");

        Matcher table = TABLE.matcher(Files.readString(DOCS));
        assertThat(table.find()).isTrue();
        List<String> said = new ArrayList<>();
        Matcher row = ROW.matcher(table.group(1));
        while (row.find()) {
            said.add(row.group(1) + " " + row.group(2) + " " + row.group(3) + " " + row.group(4));
        }
        assertThat(said).containsExactlyInAnyOrderElementsOf(expected);
    }
}
