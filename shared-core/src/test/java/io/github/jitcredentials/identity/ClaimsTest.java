package io.github.jitcredentials.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    @Test
    void gitHub_isReadInOurWords() {
        Map<String, String> claims = Claims.normalise(Map.of(
                "repository", "acme/app",
                "ref", "refs/tags/v1.2/rc",
                "ref_type", "tag",
                "event_name", "push",
                "environment", "production",
                "run_id", "7001",
                "actor", "ada"));

        assertThat(claims)
                .containsEntry("repository", "acme/app")
                .containsEntry("ref", "refs/tags/v1.2/rc")
                .containsEntry("ref_name", "v1.2/rc")
                .containsEntry("event", "push")
                .containsEntry("environment", "production")
                .containsEntry("run", "7001")
                .containsEntry("actor", "ada")
                .containsEntry("claim.run_id", "7001")
                .containsEntry("change_request", "false")
                .doesNotContainKeys("fork", "replayed", "job");
    }

    @Test
    void gitHubsAttempt_tellsWhetherTheRunIsReplayed() {
        assertThat(Claims.normalise(Map.of("run_attempt", "1"))).containsEntry("replayed", "false");
        assertThat(Claims.normalise(Map.of("run_attempt", "12"))).containsEntry("replayed", "true");
        assertThat(Claims.normalise(Map.of("run_attempt", "0"))).doesNotContainKey("replayed");
        assertThat(Claims.normalise(Map.of("run_attempt", "1", "replayed", "true")))
                .containsEntry("replayed", "true");
    }

    @Test
    void gitHubsEvent_tellsWhetherItIsAboutAPullRequest() {
        assertThat(Claims.normalise(Map.of("event_name", "pull_request_target")))
                .containsEntry("change_request", "true");
        assertThat(Claims.normalise(Map.of("event_name", "schedule"))).containsEntry("change_request", "false");
        assertThat(Claims.normalise(Map.of("event_name", "workflow_run"))).doesNotContainKey("change_request");
    }

    @Test
    void gitLab_isReadInTheSameWords() {
        Map<String, String> claims = Claims.normalise(Map.of(
                "project_path", "acme/app",
                "ref", "main",
                "ref_type", "branch",
                "pipeline_source", "web",
                "pipeline_id", "12",
                "job_id", "34",
                "user_login", "ada"));

        assertThat(claims)
                .containsEntry("repository", "acme/app")
                .containsEntry("ref", "refs/heads/main")
                .containsEntry("ref_name", "main")
                .containsEntry("event", "web")
                .containsEntry("run", "12")
                .containsEntry("job", "34")
                .containsEntry("actor", "ada");
    }

    @Test
    void branchNamedLikeATag_staysABranch() {
        Map<String, String> claims =
                Claims.normalise(Map.of("project_path", "acme/app", "ref", "refs/tags/v1", "ref_type", "branch"));

        assertThat(claims).containsEntry("ref", "refs/heads/refs/tags/v1");
    }

    @Test
    void refOfUnknownKind_isAbsent() {
        assertThat(Claims.normalise(Map.of("project_path", "acme/app", "ref", "main")))
                .doesNotContainKeys("ref", "ref_name");
        assertThat(Claims.normalise(Map.of("repository", "acme/app", "ref", "main")))
                .doesNotContainKeys("ref", "ref_name")
                .containsEntry("claim.ref", "main");
    }

    @Test
    void scalars_becomeTextAndTheRestIsLeftOut() {
        Map<String, Object> raw = new HashMap<>();
        raw.put("fork", true);
        raw.put("run_id", 9_007_199_254_740_993L);
        raw.put("ratio", 1.5);
        raw.put("groups", List.of("a"));
        raw.put("nested", Map.of("a", "b"));
        raw.put("nothing", null);
        raw.put("environment", "");

        assertThat(Claims.normalise(raw))
                .containsOnly(
                        Map.entry("fork", "true"),
                        Map.entry("claim.fork", "true"),
                        Map.entry("run", "9007199254740993"),
                        Map.entry("claim.run_id", "9007199254740993"),
                        Map.entry("claim.ratio", "1.5"));
    }
}
