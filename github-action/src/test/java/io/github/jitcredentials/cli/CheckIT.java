package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands that only tell: check, explain, audit verify. */
class CheckIT extends OnGround {
    @AfterEach
    void end() {
        assertThat(ground.granted()).as("granted by commands that only tell").isZero();
    }

    @Test
    void check_ofWhatIsPermitted_saysSoForEachProfile() throws Exception {
        Shell shell = ground.run("\"$JITC\" check");
        assertThat(shell.code()).isZero();
        assertThat(shell.err())
                .contains(
                        "jitc: permit \"deploy\" for acme/app refs/heads/main (push), by token-file: repo:write, at most 5m")
                .contains("jitc: permit \"read\"");
    }

    @Test
    void check_ofWhatIsDenied_givesEveryReason() throws Exception {
        try (Ground elsewhere = Ground.openOnFeatureBranch(directory.resolve("other"))) {
            Shell words = elsewhere.run("\"$JITC\" check --profile deploy");
            assertThat(words.code()).isEqualTo(ExitCode.DENIED.code());
            assertThat(words.err()).contains("ref is refs/heads/feature-x, wanted refs/heads/main");
            Shell json = elsewhere.run("\"$JITC\" check --profile deploy --json");
            assertThat(json.code()).isEqualTo(ExitCode.DENIED.code());
            JsonNode answer = new ObjectMapper().readTree(json.out());
            assertThat(answer.path("permitted").asBoolean(true)).isFalse();
            assertThat(answer.path("reasons").path(0).path("what").asText()).contains("feature-x");
            assertThat(answer.path("identity").path("claims").path("repository").asText())
                    .isEqualTo("acme/app");
        }
    }

    @Test
    void check_withoutIdentity_saysWhatIsMissing() throws Exception {
        Files.delete(ground.authority().ci().orElseThrow().idTokenFile());
        Shell shell = ground.run("\"$JITC\" check --profile deploy");
        assertThat(shell.code()).isEqualTo(ExitCode.DENIED.code());
        assertThat(shell.err()).contains("jit-credentials: no identity").contains("does not exist");
    }

    @Test
    void explain_ofADescription_asksNobody() throws Exception {
        String described =
                "\"$JITC\" explain --profile deploy --claim repository=acme/app --claim event=push --claim ref=";
        Shell permitted = ground.run(described + "refs/heads/main");
        assertThat(permitted.code()).as(permitted.err()).isZero();
        assertThat(permitted.err()).contains("(rule \"releases from main\")");
        Shell denied = ground.run(described + "refs/heads/x --from token-file --json");
        assertThat(denied.code()).isEqualTo(ExitCode.DENIED.code());
        assertThat(new ObjectMapper().readTree(denied.out()).path("permitted").asBoolean(true))
                .isFalse();
    }

    @Test
    void explain_ofAnUnknownClaimOrIdentity_isAMistake() throws Exception {
        Shell claim = ground.run("\"$JITC\" explain --claim repositori=x");
        assertThat(claim.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(claim.err()).contains("--claim: \"repositori=x\" is no claim that rules know");
        Shell from = ground.run("\"$JITC\" explain --from gitlab");
        assertThat(from.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(from.err()).contains("--from: there is no identity \"gitlab\", only token-file");
    }

    @Test
    void auditVerify_tellsIntactFromChanged() throws Exception {
        ground.run("\"$JITC\" check");
        Path log = ground.home().resolve("state/jit-credentials/audit.jsonl");
        Shell intact = ground.run("\"$JITC\" audit verify");
        assertThat(intact.code()).as(intact.err()).isZero();
        assertThat(intact.out()).matches("intact [1-9][0-9]*:[0-9a-f]{64}\n");
        Files.writeString(log, Files.readString(log).replaceFirst("acme", "evil"));
        Shell changed = ground.run("\"$JITC\" audit verify \"" + log + "\"");
        assertThat(changed.code()).isEqualTo(ExitCode.FAILED.code());
        assertThat(changed.out()).isEmpty();
        assertThat(changed.err()).contains("audit.jsonl:");
    }
}
