package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Task;
import io.github.jitcredentials.policy.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdviceTest {
    private static final Advice ADVICE = new Advice("jitc explain --profile", "Nothing was uploaded.");
    private static final Identity FEATURE = new Identity(
            "github-actions",
            "https://ci.example.com",
            "job-1",
            Map.of("repository", "acme/app", "ref", "refs/heads/feature-x", "event", "push"),
            Instant.parse("2026-11-22T12:00:00Z"));

    /** The front page's own example. */
    @Test
    void denial_saysWhoWhatWhyAndWhere() {
        Configuration configuration = configuration("""
                  releases from main:
                    permit: [deploy]
                    from: github-actions
                    when: { repository: acme/app, ref: [refs/heads/main, refs/tags/v*], event: push, environment: production }
                    max-ttl: 10m
                """);

        assertThat(denied(configuration))
                .containsExactly(
                        "jit-credentials: denied \"deploy\" for acme/app refs/heads/feature-x (push), by github-actions",
                        "  jit-credentials.yml:17  releases from main: ref is refs/heads/feature-x,"
                                + " wanted refs/heads/main or refs/tags/v*",
                        "                          environment is absent, wanted production",
                        "  no other rule names \"deploy\". Try a description: jitc explain --profile deploy",
                        "  Nothing was issued. Nothing was uploaded.");
    }

    @Test
    void denialOverSeveralLinesAndRules_keepsItsColumns() {
        Configuration configuration = configuration("""
                  releases from main:
                    permit: [deploy]
                    from: github-actions
                    when:
                      ref: refs/heads/main
                      environment: production
                  nights:
                    permit: [deploy]
                    from: github-actions
                    when: { event: schedule }
                """);

        assertThat(denied(configuration))
                .containsSubsequence(
                        "  jit-credentials.yml:18  releases from main: ref is refs/heads/feature-x, wanted refs/heads/main",
                        "  jit-credentials.yml:19  environment is absent, wanted production",
                        "  jit-credentials.yml:23  nights: event is push, wanted schedule");
    }

    @Test
    void observedPermit_saysWhatWouldBeDenied() {
        Configuration configuration = configuration("""
                  learning:
                    permit: [deploy]
                    from: github-actions
                    when: { event: schedule }
                    mode: observe
                """);
        Decision decision = configuration
                .policy()
                .decide(FEATURE, configuration.profile("deploy", "profile").request(task()));

        assertThat(decision).isInstanceOfSatisfying(Decision.Permit.class, permit -> assertThat(
                        Advice.observed(permit.rule(), "deploy", FEATURE, permit.reasons()))
                .containsExactly(
                        "jit-credentials: rule \"learning\" only observes: enforced, it would deny \"deploy\""
                                + " for acme/app refs/heads/feature-x (push), by github-actions",
                        "  jit-credentials.yml:17  learning: event is push, wanted schedule"));
    }

    @Test
    void noIdentity_listsEverySource() {
        JitException e = new JitException.NoIdentity(List.of(
                new Problem(
                        "ACTIONS_ID_TOKEN_REQUEST_URL is not set: add \"permissions: id-token: write\" to the job",
                        "github-actions",
                        "(and to its caller)\n(and so on)"),
                new Problem("/var/run/secrets/ci/token does not exist", "token-file", "")));

        assertThat(ADVICE.of(e))
                .containsExactly(
                        "jit-credentials: no identity",
                        "  github-actions  ACTIONS_ID_TOKEN_REQUEST_URL is not set: add \"permissions: id-token: write\""
                                + " to the job",
                        "                  (and to its caller)",
                        "                  (and so on)",
                        "  token-file      /var/run/secrets/ci/token does not exist",
                        "  Nothing was issued. Nothing was uploaded.");
    }

    @Test
    void refusal_saysWhoRefusedWhat() {
        JitException e = new JitException.Refused(
                new Problem(
                        "https://sso.example.com refused the request: invalid_client (HTTP 401)",
                        "",
                        "This authority knows no client whose subject is repo:acme/app:ref:refs/heads/main."),
                null);

        assertThat(ADVICE.of(e))
                .containsExactly(
                        "jit-credentials: https://sso.example.com refused the request: invalid_client (HTTP 401)",
                        "  This authority knows no client whose subject is repo:acme/app:ref:refs/heads/main.",
                        "  Nothing was issued. Nothing was uploaded.");
    }

    @Test
    void unavailable_saysWhenToAskAgain() {
        Problem problem = new Problem("answered HTTP 503", "https://sso.example.com", "");

        assertThat(ADVICE.of(new JitException.Unavailable(problem, Duration.ofSeconds(30), null)))
                .containsExactly(
                        "jit-credentials: https://sso.example.com: answered HTTP 503",
                        "  It wants to be asked again no earlier than in 30s. Nothing was issued. Nothing was uploaded.");
        assertThat(ADVICE.of(new JitException.Unavailable(problem, null, null)))
                .last()
                .isEqualTo("  Nothing was issued. Nothing was uploaded.");
    }

    @Test
    void uncertain_neverSaysThatNothingWasIssued() {
        assertThat(ADVICE.of(new JitException.Uncertain(Problem.of("no answer came"), null)))
                .containsExactly(
                        "jit-credentials: no answer came",
                        "  A credential may be alive until its time is over. Nobody was given it. Nothing was uploaded.");
    }

    @Test
    void notRecorded_saysThatNothingWasHandedOver() {
        assertThat(ADVICE.of(new JitException.NotRecorded(Problem.of("the journal is full"), null)))
                .containsExactly(
                        "jit-credentials: the journal is full",
                        "  No credential was handed over. Nothing was uploaded.");
    }

    @Test
    void hostWithNothingUndone_saysNothingOfIt() {
        assertThat(new Advice("jitc explain --profile", "").of(new JitException.Misconfigured(Problem.of("wrong"))))
                .containsExactly("jit-credentials: wrong", "  Nothing was issued.");
    }

    @Test
    void hostileText_canNotRewriteTheTerminal() {
        Identity hostile = new Identity(
                "token-file",
                "https://ci.example.com",
                "job-1",
                Map.of("repository", "acme/app\u001b[2K\rjit-credentials: permitted", "ref", "a\n::error::b\u202e"),
                Instant.parse("2026-11-22T12:00:00Z"));

        List<String> lines = ADVICE.denied(List.of(Problem.of("ref is \u0007x")), "deploy", hostile);

        assertThat(lines)
                .startsWith(
                        "jit-credentials: denied \"deploy\" for acme/app<U+001B>[2K<U+000D>jit-credentials: permitted"
                                + " a<U+000A>::error::b<U+202E>, by token-file")
                .allSatisfy(line -> assertThat(line.codePoints()).noneMatch(c -> Character.isISOControl(c)));
    }

    private static List<String> denied(Configuration configuration) {
        Decision decision = configuration
                .policy()
                .decide(FEATURE, configuration.profile("deploy", "profile").request(task()));
        assertThat(decision).isInstanceOf(Decision.Deny.class);
        return ADVICE.denied(decision.reasons(), "deploy", FEATURE);
    }

    private static Task task() {
        return new Task("test", "unit", new Purpose("try"));
    }

    /** An identity named as on the front page, whatever its type. */
    private static Configuration configuration(String rules) {
        return ConfigurationFile.parse("""
                version: 1
                identity:
                  - token-file: { name: github-actions, path: token, issuer: https://ci.example.com }
                issuers:
                  sso:
                    oauth2: { url: https://sso.example.com, client: ci }
                profiles:
                  deploy:
                    issuer: sso
                    request: { scope: [repo:write] }
                    ttl: 5m
                    deliver: { env: { DEPLOY_TOKEN: token } }
                policy:
                """ + rules, "jit-credentials.yml", Path.of("/srv/project"));
    }
}
