package io.github.jitcredentials.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLocationTest {
    @TempDir
    Path temporary;

    private Path real;
    private Path workspace;

    @BeforeEach
    void resolveLinks() throws IOException {
        real = temporary.toRealPath();
        workspace = Files.createDirectory(real.resolve("workspace"));
    }

    @Test
    void a_place_outside_is_taken_and_nothing_is_created() {
        Path file = real.resolve("state/audit.jsonl");
        assertThat(AuditLocation.of(file, List.of(workspace)).file()).isEqualTo(file);
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void a_folder_whose_name_only_begins_the_same_is_outside() {
        Path file = real.resolve("workspace2/audit.jsonl");
        assertThat(AuditLocation.of(file, List.of(workspace))).hasToString(file.toString());
    }

    @Test
    void a_place_inside_is_refused_with_a_sentence() {
        Path file = workspace.resolve("target/audit.jsonl");
        assertThatThrownBy(() -> AuditLocation.of(file, List.of(real.resolve("elsewhere"), workspace)))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining(file + ": the audit log lies in " + workspace)
                .hasMessageContaining("Choose a file outside of it.");
    }

    @Test
    void a_build_directory_counts_before_it_exists() {
        Path target = workspace.resolve("target");
        refused(target.resolve("audit.jsonl"), target);
    }

    @Test
    void no_way_round_leads_inside() throws IOException {
        refused(real.resolve("x/../workspace/audit.jsonl"), workspace);
        Files.createSymbolicLink(real.resolve("link"), workspace);
        refused(real.resolve("link/deep/audit.jsonl"), workspace);
        refused(workspace.resolve("audit.jsonl"), real.resolve("link"));
    }

    @Test
    void a_directory_is_no_file() {
        refused(real, workspace);
        refused(Path.of("/"), workspace);
    }

    @Test
    void what_can_not_be_looked_at_is_refused() throws IOException {
        Files.createSymbolicLink(real.resolve("loop"), real.resolve("loop"));
        refused(real.resolve("loop/audit.jsonl"), workspace);
    }

    @Test
    void the_usual_place_is_the_users_state() {
        Path home = Path.of("/home/ci");
        assertThat(AuditLocation.usual(Map.of(), home))
                .hasToString("/home/ci/.local/state/jit-credentials/audit.jsonl");
        assertThat(AuditLocation.usual(Map.of("XDG_STATE_HOME", "/state"), home))
                .hasToString("/state/jit-credentials/audit.jsonl");
        assertThat(AuditLocation.usual(Map.of("XDG_STATE_HOME", "relative"), home))
                .hasToString("/home/ci/.local/state/jit-credentials/audit.jsonl");
    }

    private static void refused(Path file, Path keepOut) {
        assertThatThrownBy(() -> AuditLocation.of(file, List.of(keepOut)))
                .isInstanceOf(JitException.Misconfigured.class);
    }
}
