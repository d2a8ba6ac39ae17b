package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.JitException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditFilesTest {
    @TempDir
    Path folder;

    @Test
    void whatAnotherProcessIsTold_isWhatItReads() {
        AuditFiles both = new AuditFiles(folder.resolve("audit.jsonl"), folder.resolve("events.jsonl"));
        AuditFiles one = new AuditFiles(folder.resolve("audit.jsonl"), null);

        assertThat(AuditFiles.of(both.environment())).contains(both);
        assertThat(AuditFiles.of(one.environment())).contains(one);
        assertThat(AuditFiles.of(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit.jsonl", "audit.jsonl.key", "../x/audit.jsonl"})
    void secondFileThatIsTheLogOrItsKey_isRefused(String events) {
        Path home = folder.resolve("x");
        AuditFiles files = new AuditFiles(home.resolve("audit.jsonl"), home.resolve(events));

        assertThatThrownBy(() -> files.locations(List.of()))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("is the audit log itself, or its key");
    }

    @Test
    void secondFileWithinTheBuild_isRefused() {
        AuditFiles files = new AuditFiles(folder.resolve("audit.jsonl"), folder.resolve("target/events.jsonl"));

        assertThatThrownBy(() -> files.locations(List.of(folder.resolve("target"))))
                .isInstanceOf(JitException.Misconfigured.class);
    }
}
