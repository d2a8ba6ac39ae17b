package io.github.jitcredentials.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.document.Node;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.StrictYaml;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Task;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RulePolicyTest {
    private static final Map<String, String> MAIN =
            Map.of("repository", "acme/app", "ref", "refs/heads/main", "event", "push");
    private static final String RELEASES = """
            releases from main:
              permit: [deploy]
              from: github-actions
              when: { repository: acme/app, ref: [refs/heads/main, refs/tags/v*], event: push }
              max-ttl: 10m
              scope: { scope: [repo:write, repo:read] }
            """;

    @Test
    void allConditionsHold_permits() {
        CredentialRequest request = request("deploy", "5m");

        assertThat(policy(RELEASES).decide(github(MAIN), request))
                .isEqualTo(new Decision.Permit("releases from main", request, false, List.of()));
    }

    @Test
    void ruleWhoseConditionNothingMeets_isUnmet() {
        RulePolicy policy = policy(RELEASES);

        assertThat(policy.unmet(Set.of("repository", "claim.repository"), List.of("acme/lib", "acme")))
                .containsExactly("releases from main");
        assertThat(policy.unmet(Set.of("repository"), List.of("acme/lib", "acme/app")))
                .isEmpty();
        assertThat(policy.unmet(Set.of("ref"), List.of("refs/tags/v1"))).isEmpty();
        assertThat(policy.unmet(Set.of("job"), List.of())).isEmpty();
    }

    @Test
    void noRuleAtAll_denies() {
        assertThat(reasons(policy(RELEASES), github(MAIN), request("migrate", "5m")))
                .containsExactly("no rule names \"migrate\"");
    }

    @Test
    void sameClaimsFromAnotherSource_areDenied() {
        assertThat(reasons(policy(RELEASES), identity("token-file", MAIN), request("deploy", "5m")))
                .containsExactly(
                        "policy.yml:3: releases from main: the identity is token-file, wanted github-actions",
                        "no other rule names \"deploy\"");
    }

    @Test
    void everythingWrong_isSaidAtOnce() {
        CredentialRequest request = new CredentialRequest(
                "deploy",
                "sso",
                Scope.of(Map.of("scope", Set.of("repo:admin", "repo:read"), "path", Set.of("x"))),
                Duration.ofMinutes(15),
                new Task("test", "unit", new Purpose("try")),
                null);
        Identity stranger =
                identity("token-file", Map.of("repository", "evil/app", "ref", "refs/heads/feature-x", "event", ""));

        assertThat(policy(RELEASES).decide(stranger, request).reasons())
                .extracting(Problem::toString)
                .containsExactly(
                        "policy.yml:3: releases from main: the identity is token-file, wanted github-actions",
                        "policy.yml:4: releases from main: repository is evil/app, wanted acme/app",
                        "policy.yml:4: releases from main: ref is refs/heads/feature-x,"
                                + " wanted refs/heads/main or refs/tags/v*",
                        "policy.yml:4: releases from main: event is absent, wanted push",
                        "policy.yml:5: releases from main: ttl 15m is longer than max-ttl 10m, ask for less",
                        "policy.yml:6: releases from main: path x is more than the rule permits (none), ask for less",
                        "policy.yml:6: releases from main: scope repo:admin is more than the rule permits"
                                + " (repo:read repo:write), ask for less",
                        "no other rule names \"deploy\"");
    }

    @Test
    void ttlAsLongAsPermitted_permits() {
        assertThat(policy(RELEASES).decide(github(MAIN), request("deploy", "10m")))
                .isInstanceOf(Decision.Permit.class);
        assertThat(policy(RELEASES).decide(github(MAIN), request("deploy", "10m1s")))
                .isInstanceOf(Decision.Deny.class);
    }

    @Test
    void absentClaim_neverMatches() {
        RulePolicy anything = policy("""
                        anything:
                          permit: deploy
                          from: github-actions
                          when: { environment: '**' }
                        """);

        assertThat(reasons(anything, github(MAIN), request("deploy", "5m")))
                .containsExactly(
                        "policy.yml:4: anything: environment is absent, wanted **", "no other rule names \"deploy\"");
        assertThat(anything.decide(github(Map.of("environment", " ")), request("deploy", "5m")))
                .isInstanceOf(Decision.Deny.class);
        assertThat(anything.decide(github(Map.of("environment", "production")), request("deploy", "5m")))
                .isInstanceOf(Decision.Permit.class);
    }

    @Test
    void whatCanNotBeRevoked_needsARuleThatPermitsIt() {
        String rule = """
                careless:
                  permit: [deploy, migrate, old, stored]
                  from: github-actions
                  when: { event: push }
                """;
        RulePolicy silent = policy(rule);
        RulePolicy expiring = policy(rule + "  irrevocable: expiring\n");
        RulePolicy stored = policy(rule + "  irrevocable: stored\n");

        assertThat(reasons(silent, github(MAIN), request("old", "5m")))
                .containsExactly(
                        "policy.yml:1: careless: what sso gives can't be revoked, and lives until it expires,"
                                + " wanted irrevocable: expiring",
                        "no other rule names \"old\"");
        assertThat(reasons(expiring, github(MAIN), request("stored", "5m")))
                .containsExactly(
                        "policy.yml:5: careless: what sso gives can't be revoked, and does not end,"
                                + " wanted irrevocable: stored",
                        "no other rule names \"stored\"");
        for (String profile : List.of("deploy", "migrate")) {
            assertThat(silent.decide(github(MAIN), request(profile, "5m"))).isInstanceOf(Decision.Permit.class);
        }
        assertThat(expiring.decide(github(MAIN), request("old", "5m"))).isInstanceOf(Decision.Permit.class);
        for (String profile : List.of("deploy", "migrate", "old", "stored")) {
            assertThat(stored.decide(github(MAIN), request(profile, "5m"))).isInstanceOf(Decision.Permit.class);
        }
    }

    @Test
    void severalRulesPermit_theFirstInTheFileIsNamed() {
        RulePolicy policy = policy("""
                other profile:
                  permit: [migrate]
                  from: github-actions
                  when: { event: push }
                nights only:
                  permit: [deploy]
                  from: github-actions
                  when: { event: schedule }
                first:
                  permit: [migrate, deploy]
                  from: github-actions
                  when: { event: push }
                second:
                  permit: [deploy]
                  from: github-actions
                  when: { event: push }
                """);

        assertThat(policy.decide(github(MAIN), request("deploy", "5m")))
                .extracting("rule")
                .isEqualTo("first");
    }

    @Test
    void rulesAboutAClaim_areThoseWithAConditionOnIt() {
        RulePolicy policy = policy("""
                usual:
                  permit: [deploy]
                  from: github-actions
                  when: { event: push }
                replayed too:
                  permit: [deploy]
                  from: github-actions
                  when: { event: push, replayed: 'true' }
                """);
        Map<String, String> replayed = Map.of("event", "push", "replayed", "true");

        assertThat(policy.about(Set.of("replayed")).decide(github(replayed), request("deploy", "5m")))
                .extracting("rule")
                .isEqualTo("replayed too");
        assertThat(reasons(policy.about(Set.of("replayed", "fork")), github(replayed), request("deploy", "5m")))
                .containsExactly("no rule names \"deploy\"");
    }

    @Test
    void severalRulesDeny_allAreListed() {
        RulePolicy policy = policy("""
                nights only:
                  permit: [deploy]
                  from: github-actions
                  when: { event: schedule }
                other profile:
                  permit: [migrate]
                  from: github-actions
                  when: { event: schedule }
                by hand only:
                  permit: [deploy]
                  from: github-actions
                  when: { event: workflow_dispatch }
                """);

        assertThat(reasons(policy, github(MAIN), request("deploy", "5m")))
                .containsExactly(
                        "policy.yml:4: nights only: event is push, wanted schedule",
                        "policy.yml:12: by hand only: event is push, wanted workflow_dispatch",
                        "no other rule names \"deploy\"");
    }

    @Test
    void renewalAsLongAsPermitted_permits() {
        RulePolicy policy = policy(RELEASES.replace("max-ttl: 10m", "max-ttl: 10m\n  max-renew: 1h"));

        assertThat(policy.decide(github(MAIN), renewed("1h"))).isInstanceOf(Decision.Permit.class);
        assertThat(policy.decide(github(MAIN), request("deploy", "5m")))
                .as("what is not renewed is not bound by it")
                .isInstanceOf(Decision.Permit.class);
        assertThat(policy.decide(github(MAIN), renewed("1h1s")).reasons())
                .extracting(Problem::toString)
                .contains("policy.yml:6: releases from main: renew 1h1s is longer than max-renew 1h, ask for less");
        assertThat(policy(RELEASES).decide(github(MAIN), renewed("24h"))).isInstanceOf(Decision.Permit.class);
    }

    @Test
    void observingRule_permitsAndSaysWhatItOverlooks() {
        RulePolicy policy = policy("""
                while we learn:
                  permit: [deploy]
                  from: github-actions
                  when: { environment: production }
                  max-ttl: 1m
                  mode: observe
                """);
        CredentialRequest request = request("deploy", "5m");

        Decision decision = policy.decide(github(MAIN), request);

        assertThat(decision).isInstanceOfSatisfying(Decision.Permit.class, permit -> {
            assertThat(permit.rule()).isEqualTo("while we learn");
            assertThat(permit.observed()).isTrue();
            assertThat(permit.request()).isEqualTo(request);
        });
        assertThat(decision.reasons())
                .extracting(Problem::toString)
                .containsExactly(
                        "policy.yml:4: while we learn: environment is absent, wanted production",
                        "policy.yml:5: while we learn: ttl 5m is longer than max-ttl 1m, ask for less");
    }

    @Test
    void observingRule_takesNobodyElsesWord() {
        RulePolicy policy = policy("""
                while we learn:
                  permit: [deploy]
                  from: github-actions
                  when: { repository: acme/app }
                  mode: observe
                """);

        assertThat(policy.decide(identity("token-file", MAIN), request("deploy", "5m")))
                .isInstanceOf(Decision.Deny.class);
    }

    @Test
    void ruleThatPermits_countsBeforeOneThatObserves() {
        RulePolicy policy = policy("""
                while we learn:
                  permit: [deploy]
                  from: github-actions
                  when: { event: schedule }
                  mode: observe
                pushes:
                  permit: [deploy]
                  from: github-actions
                  when: { event: push }
                  mode: enforce
                """);

        assertThat(policy.decide(github(MAIN), request("deploy", "5m")))
                .isEqualTo(new Decision.Permit("pushes", request("deploy", "5m"), false, List.of()));
    }

    @Test
    void rawClaim_isAskedByItsName() {
        RulePolicy policy = policy("""
                by id:
                  permit: [deploy]
                  from: github-actions
                  when: { claim.repository_id: 012345 }
                """);

        assertThat(policy.decide(github(Map.of("claim.repository_id", "012345")), request("deploy", "5m")))
                .isInstanceOf(Decision.Permit.class);
        assertThat(policy.decide(github(Map.of("claim.repository_id", "12345")), request("deploy", "5m")))
                .isInstanceOf(Decision.Deny.class);
    }

    @Test
    void ruleWithAMistake_permitsNothing() {
        Problems problems = new Problems();
        RulePolicy policy = read("""
                half a rule:
                  permit: [deploy]
                  from: github-actions
                  when: { event: push, repositroy: acme/app }
                """, problems);

        assertThat(problems.count()).isEqualTo(1);
        assertThat(policy.names("deploy")).isFalse();
        assertThat(policy.decide(github(MAIN), request("deploy", "5m"))).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void longClaim_isShortenedInReasons() {
        assertThat(reasons(policy(RELEASES), github(Map.of("ref", "x".repeat(5000))), request("deploy", "5m")))
                .allSatisfy(reason -> assertThat(reason).hasSizeLessThan(250));
    }

    private static List<String> reasons(Policy policy, Identity identity, CredentialRequest request) {
        Decision decision = policy.decide(identity, request);
        assertThat(decision).isInstanceOf(Decision.Deny.class);
        return decision.reasons().stream().map(Problem::toString).toList();
    }

    private static RulePolicy policy(String yaml) {
        Problems problems = new Problems();
        RulePolicy policy = read(yaml, problems);
        problems.throwIfAny();
        return policy;
    }

    private static RulePolicy read(String yaml, Problems problems) {
        try {
            Node section = StrictYaml.read(
                            new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "policy.yml", problems)
                    .orElseThrow();
            return RulePolicy.read(
                    section,
                    new TreeMap<>(Map.of(
                            "deploy", Revocability.IMMEDIATE,
                            "migrate", Revocability.BY_PARENT,
                            "old", Revocability.EXPIRY_ONLY,
                            "stored", Revocability.NEVER)),
                    List.of("github-actions", "token-file"),
                    problems);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Identity github(Map<String, String> claims) {
        return identity("github-actions", claims);
    }

    private static Identity identity(String source, Map<String, String> claims) {
        return new Identity(source, "https://ci.example.com", "job-1", claims, Instant.parse("2026-11-22T12:00:00Z"));
    }

    private static CredentialRequest renewed(String renew) {
        CredentialRequest once = request("deploy", "5m");
        return new CredentialRequest(
                once.profile(),
                once.issuer(),
                once.scope(),
                once.ttl(),
                Durations.parse(renew),
                once.task(),
                once.to());
    }

    private static CredentialRequest request(String profile, String ttl) {
        return new CredentialRequest(
                profile,
                "sso",
                Scope.of("scope", "repo:write"),
                Durations.parse(ttl),
                new Task("test", "unit", new Purpose("try")),
                null);
    }
}
