package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.http.Fault;
import io.github.jitcredentials.identity.CiAuthority;
import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.peer.BaoDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The action in mode job: a credential from its main step to its post step, in processes of their own. */
class ActionJobIT extends OnGround {
    private static final Map<String, String> DEPLOY = Map.of("profile", "deploy");

    @BeforeEach
    void open() throws Exception {
        ground.asOnGitHub();
    }

    @Test
    void credential_livesUntilThePostStep() throws Exception {
        ActionStep main = ActionStep.main(ground, DEPLOY).await();
        assertThat(main.code()).as(main.err()).isZero();
        assertThat(ground.alive()).isOne();
        assertThat(main.outputs())
                .containsOnlyKeys("token", "lease", "lease-id", "expires-at")
                .allSatisfy((name, value) -> assertThat(value).isNotBlank());

        ActionStep post = main.post(ground, DEPLOY).await();
        assertThat(post.code()).as(post.err()).isZero();
        assertThat(ground.alive()).isZero();
        assertThat(post.err()).contains(main.outputs().get("lease-id")).contains("proven dead");
        assertThat(post.summary())
                .contains(
                        "| 1 | <code>deploy</code> | <code>publish from main</code> | <code>repo&#58;write</code> | 5m |")
                .contains(":white_check_mark: dead")
                .containsPattern("1  .* issued  -> .* seen alive  -> .* revoked  -> .* proven dead");
    }

    @Test
    void runner_isToldWhatToMaskBeforeItIsAnywhereElse_andNothingElseShowsIt() throws Exception {
        ActionStep main = ActionStep.main(ground, DEPLOY).await();
        String token = main.outputs().get("token");
        String carried = main.state().get("seen");
        String key = carried.substring(carried.lastIndexOf('.') + 1);
        assertThat(main.out().lines()).startsWith("::add-mask::" + key, "::add-mask::" + token);
        ActionStep post = main.post(ground, DEPLOY).await();

        LeakCanary canary = LeakCanary.of(Secret.of(token), Secret.of(key));
        canary.assertClean("log of main", main.log());
        canary.assertClean("log of post", post.log() + post.out());
        canary.assertClean("summary", main.summary() + post.summary());
        LeakCanary.of(Secret.of(token)).assertClean(main.file("STATE"), main.file("state"), post.file("state"));
        canary.assertCleanProcesses();
    }

    @Test
    void credentialThatModeRevokeEnded_isNoFailureOfThePostStep() throws Exception {
        ActionStep main = ActionStep.main(ground, DEPLOY).await();
        ActionStep revoke = ActionStep.main(
                        ground, Map.of("mode", "revoke", "lease", main.outputs().get("lease")))
                .await();
        assertThat(revoke.code()).as(revoke.err()).isZero();
        assertThat(revoke.err()).contains("proven dead");
        assertThat(ground.alive()).isZero();
        ActionStep post = main.post(ground, DEPLOY).await();
        assertThat(post.code()).as(post.err()).isZero();
    }

    @Tag("thorough")
    @ParameterizedTest
    @CsvSource({"fail, 4, ::error title=JIT Credentials::", "warn, 0, ::warning title=JIT Credentials::"})
    void authorityThatIsDownAtTheEnd_isAnAnnotation_andFailsTheJobUnlessToldOtherwise(
            String wanted, int code, String annotation) throws Exception {
        Path file = ground.project().resolve("jit-credentials.yml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("grant: token-exchange", "grant: token-exchange, by-hand: \"end --client trial\""));
        ActionStep main = ActionStep.main(ground, DEPLOY).await();
        ground.authority().close();
        Map<String, String> inputs = new HashMap<>(DEPLOY);
        inputs.put("on-revocation-failure", wanted);
        inputs.put("revoke-timeout", "1s");
        ActionStep post = main.post(ground, inputs).await();
        assertThat(post.code()).as(post.err()).isEqualTo(code);
        assertThat(post.out())
                .startsWith(annotation)
                .contains("STUCK")
                .contains("alive until")
                .contains(": end --client trial");
        assertThat(post.summary()).contains("STUCK").contains("may be alive until");
        assertThat(post.log()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({"GITHUB_STATE", "GITHUB_OUTPUT"})
    void runnerWithoutStateOrOutputs_isRefusedBeforeAnythingIsIssued(String variable) throws Exception {
        ActionStep main = ActionStep.start(ground, DEPLOY, Map.of(variable, "/nowhere/file"), List.of())
                .await();
        assertThat(main.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(main.err()).contains(variable).contains("Nothing was issued.");
        assertThat(main.out()).startsWith("::error title=JIT Credentials::").contains("%0A");
        assertThat(ground.granted()).isZero();
    }

    @Test
    void whatNobodyCanRevoke_isIssuedOnlyWhereThatIsAllowed() throws Exception {
        Path file = ground.project().resolve("jit-credentials.yml");
        String configured = Files.readString(file)
                .replace("grant: token-exchange", "grant: token-exchange, revoke: none, prove: none");
        Files.writeString(file, configured);
        ActionStep denied = ActionStep.main(ground, DEPLOY).await();
        assertThat(denied.code()).isEqualTo(ExitCode.DENIED.code());
        assertThat(denied.err()).contains("lives until it expires, wanted irrevocable: expiring");

        Files.writeString(file, configured.replaceFirst("(?m)^    when:.*$", "$0\n    irrevocable: expiring"));
        ActionStep refused = ActionStep.main(ground, DEPLOY).await();
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(refused.err()).contains("would live until it expires").contains("allow-expiry-only");
        assertThat(ground.granted()).isZero();

        Map<String, String> allowed = new HashMap<>(DEPLOY);
        allowed.put("allow-expiry-only", "true");
        ActionStep main = ActionStep.main(ground, allowed).await();
        assertThat(main.code()).as(main.err()).isZero();
        ActionStep post = main.post(ground, allowed).await();
        assertThat(post.code()).isZero();
        assertThat(post.err()).contains("cannot be revoked");
    }

    @Test
    @EnabledIf("io.github.jitcredentials.peer.Peers#haveOpenBao")
    void storedSecret_isHandedOverOnlyWhereThatIsAllowedAndNeverSaidToEnd() throws Exception {
        BaoDesk desk = new BaoDesk();
        desk.keyValues(2);
        desk.store(2, "{\"token\":\"of-the-portal-and-nobody-else\"}");
        desk.policy(desk.documented("stored-policy").replace("secret/data/portal", desk.keyValuePath("data/")));
        Path token = Files.writeString(directory.resolve("ci-token"), desk.identityToken(BaoDesk.AUDIENCE));
        Path keys = Files.writeString(directory.resolve("jwks.json"), CiAuthority.jwks());
        Files.writeString(ground.project().resolve("jit-credentials.yml"), """
                version: 1
                identity:
                  - token-file: { path: "@TOKEN@", jwks: "@KEYS@", issuer: "@ISSUER@" }
                issuers:
                  bao:
                    vault:
                      url: "@BAO@"
                      audience: "@AUDIENCE@"
                      login: { jwt: { path: @MOUNT@, role: @ROLE@ } }
                      secrets: stored
                profiles:
                  deploy:
                    issuer: bao
                    request: { path: @PATH@ }
                    ttl: 5m
                    deliver: { env: { DEPLOY_TOKEN: token } }
                policy:
                  releases from main:
                    permit: deploy
                    from: token-file
                    when: { repository: acme/app }
                    irrevocable: stored
                """.replace("@TOKEN@", token.toString())
                .replace("@KEYS@", keys.toString())
                .replace("@ISSUER@", CiAuthority.ISSUER)
                .replace("@BAO@", desk.bao().url().toString())
                .replace("@AUDIENCE@", BaoDesk.AUDIENCE)
                .replace("@MOUNT@", desk.mount())
                .replace("@ROLE@", desk.role())
                .replace("@PATH@", desk.keyValuePath("data/")));
        ActionStep refused = ActionStep.main(ground, DEPLOY).await();
        assertThat(refused.code()).as(refused.err()).isEqualTo(ExitCode.USAGE.code());
        assertThat(refused.err()).contains("it is stored, and does not end").contains("allow-expiry-only");

        Map<String, String> allowed = new HashMap<>(DEPLOY);
        allowed.put("allow-expiry-only", "true");
        ActionStep main = ActionStep.main(ground, allowed).await();
        assertThat(main.code()).as(main.err()).isZero();
        assertThat(main.outputs())
                .containsEntry("token", "of-the-portal-and-nobody-else")
                .containsEntry("expires-at", "never");
        assertThat(main.out()).startsWith("::add-mask::");
        ActionStep post = main.post(ground, allowed).await();
        assertThat(post.code()).as(post.err()).isZero();
        assertThat(post.err()).contains("does not end: static secret at " + desk.keyValuePath("data/"));
        assertThat(post.summary()).contains("does not end").doesNotContain("+1000000000");
        assertThat(desk.tokens()).isEmpty();
    }

    @Test
    void denial_isAnAnnotationWithEveryReason() throws Exception {
        try (Ground elsewhere = Ground.openOnFeatureBranch(directory.resolve("other"))) {
            elsewhere.asOnGitHub();
            ActionStep main = ActionStep.main(elsewhere, DEPLOY).await();
            assertThat(main.code()).isEqualTo(ExitCode.DENIED.code());
            assertThat(main.out())
                    .startsWith("::error title=JIT Credentials::jit-credentials: denied \"deploy\" for acme/app "
                            + "refs/heads/feature-x (push), by github-actions%0A")
                    .contains("ref is refs/heads/feature-x, wanted refs/heads/main");
            assertThat(main.err()).contains("denied \"deploy\"");
            ActionStep post = main.post(elsewhere, DEPLOY).await();
            assertThat(post.code()).as("there is nothing to revoke").isZero();
            assertThat(post.log()).isEmpty();
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void cancelledWhileItIsBeingIssued_itIsEndedRightThen(String signal, int code) throws Exception {
        ground.authority().faults().arm(Fault.delay("/token", Duration.ofSeconds(2)));
        ActionStep main = ActionStep.main(ground, DEPLOY);
        Ground.await("the request", () -> ground.authority().faults().armed().isEmpty());
        main.kill(signal);
        assertThat(main.await().code()).as(main.err()).isEqualTo(code);
        assertThat(ground.granted()).isOne();
        assertThat(ground.alive()).isZero();
        assertThat(main.outputs()).isEmpty();
        assertThat(main.post(ground, DEPLOY).await().code()).isZero();
    }

    @Test
    void mainThatIsKilledAfterIssuing_leavesThePostStepAllItNeeds() throws Exception {
        ground.authority()
                .faults()
                .arm(Fault.delay("/introspect", Duration.ofSeconds(5)).times(10));
        ActionStep main = ActionStep.main(ground, DEPLOY);
        Ground.await("the state", () -> stateIsThere(main));
        main.kill("KILL");
        main.await();
        assertThat(ground.alive()).isOne();
        ground.authority().faults().clear();
        ActionStep post = main.post(ground, DEPLOY).await();
        assertThat(post.code()).as(post.err()).isZero();
        assertThat(ground.alive()).isZero();
        assertThat(post.err()).contains("revoked").contains("unproven");
    }

    @Tag("thorough")
    @ParameterizedTest
    @CsvSource({"INT", "TERM"})
    void postThatIsCancelled_goesOnRevoking(String signal) throws Exception {
        ActionStep main = ActionStep.main(ground, DEPLOY).await();
        ground.authority().faults().arm(Fault.delay("/revoke", Duration.ofSeconds(2)));
        ActionStep post = main.post(ground, DEPLOY);
        Ground.await("the request", () -> ground.authority().faults().armed().isEmpty());
        post.kill(signal);
        assertThat(post.await().code()).as(post.err()).isZero();
        assertThat(ground.alive()).isZero();
        assertThat(post.err()).contains("SIG" + signal + ": still revoking").contains("proven dead");
    }

    @Test
    void postThatIsKilled_canBeDoneAgain() throws Exception {
        ActionStep main = ActionStep.main(ground, DEPLOY).await();
        ground.authority().faults().arm(Fault.delay("/revoke", Duration.ofSeconds(5)));
        ActionStep post = main.post(ground, DEPLOY);
        Ground.await("the request", () -> ground.authority().faults().armed().isEmpty());
        post.kill("KILL");
        assertThat(post.await().code()).isEqualTo(137);
        ground.authority().faults().clear();
        assertThat(main.post(ground, DEPLOY).await().code()).isZero();
        assertThat(ground.alive()).isZero();
    }

    @Tag("thorough")
    @Test
    void journalThatIsHereWithoutItsKey_doesNotKeepThePostStepFromRevoking() throws Exception {
        ActionStep main = ActionStep.main(ground, DEPLOY).await();
        ActionStep post = main.post(
                        ground,
                        DEPLOY,
                        Map.of("XDG_STATE_HOME", main.file("state").toString()))
                .await();
        assertThat(post.code()).as(post.err()).isZero();
        assertThat(post.err()).contains("proven dead");
        assertThat(ground.alive()).isZero();
    }

    @Tag("thorough")
    @Test
    void inputsThatMakeNoSenseAnyMore_doNotKeepThePostStepFromRevoking() throws Exception {
        ActionStep main = ActionStep.main(ground, DEPLOY).await();
        ActionStep post = main.post(ground, Map.of("profile", "deploy", "ttl", "soon", "mode", "nonsense"))
                .await();
        assertThat(post.code()).as(post.err()).isZero();
        assertThat(post.err()).contains("input 'ttl'").contains("proven dead");
        assertThat(ground.alive()).isZero();
    }

    @Tag("thorough")
    @Test
    void auditLog_goesOnFromTheMainToThePostStep() throws Exception {
        Map<String, String> runner = Map.of("RUNNER_TEMP", ground.home().toString());
        ActionStep main = ActionStep.start(ground, DEPLOY, runner, List.of()).await();
        ActionStep post = main.post(ground, DEPLOY, runner).await();
        assertThat(post.code()).as(main.err() + post.err()).isZero();
        Path log = ground.home().resolve("jit-credentials/audit.jsonl");
        assertThat(Files.readString(log)).containsSubsequence("\"issued\"", "\"active\"", "\"revoked\"", "\"proven\"");
        assertThat(log.resolveSibling("journal"))
                .as("for the next container it would be another machine's")
                .doesNotExist();
        Shell verified = ground.run("\"$JITC\" audit verify " + log);
        assertThat(verified.code()).as(verified.err()).isZero();
    }

    @Test
    void stateThatIsNotOurs_isAnErrorThatSaysSo() throws Exception {
        ActionStep post = ActionStep.start(ground, DEPLOY, Map.of("STATE_lease", "jitc1.e30.***"), List.of("--post"))
                .await();
        assertThat(post.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(post.out()).startsWith("::error").contains("STATE_lease");
    }

    private static boolean stateIsThere(ActionStep main) {
        try {
            return main.state().containsKey("lease");
        } catch (IOException | IndexOutOfBoundsException e) {
            return false;
        }
    }
}
