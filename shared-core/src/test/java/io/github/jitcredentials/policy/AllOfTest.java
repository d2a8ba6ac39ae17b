package io.github.jitcredentials.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllOfTest {
    private static final Identity IDENTITY =
            new Identity("ci", "https://ci", "job", Map.of(), Instant.parse("2026-11-22T12:00:00Z"));
    private static final CredentialRequest REQUEST = new CredentialRequest(
            "deploy",
            "sso",
            Scope.of("scope", "repo:read", "repo:write"),
            Duration.ofMinutes(5),
            new Task("test", "unit", new Purpose("publish")),
            null);
    private static final Problem NOWHERE = Problem.of("no other rule names \"deploy\"");

    private final Policy permits = (identity, request) -> new Decision.Permit("a", request, false, List.of());
    private final Policy alsoPermits = (identity, request) -> new Decision.Permit("b", request, false, List.of());
    private final Policy observes =
            (identity, request) -> new Decision.Permit("o", request, true, List.of(new Problem("late", "o.yml:1", "")));
    private final Policy denies =
            (identity, request) -> new Decision.Deny(List.of(new Problem("one", "d.yml:1", ""), NOWHERE));
    private final Policy deniesToo =
            (identity, request) -> new Decision.Deny(List.of(new Problem("two", "e.yml:1", ""), NOWHERE));
    private final Policy permitsLess = (identity, request) -> new Decision.Permit(
            "less", request.narrowed(Scope.of("scope", "repo:read"), Duration.ofMinutes(1)), false, List.of());

    @Test
    void allPermits_permitUnderAllNames() {
        assertThat(decide(permits, alsoPermits))
                .isEqualTo(new Decision.Permit("b, within a", REQUEST, false, List.of()));
    }

    @Test
    void oneDenial_denies() {
        assertThat(decide(permits, denies)).isInstanceOf(Decision.Deny.class);
        assertThat(decide(denies, permits)).isInstanceOf(Decision.Deny.class);
        assertThat(decide(observes, denies).reasons()).extracting(Problem::what).doesNotContain("late");
    }

    @Test
    void allDenials_areHeardAndSayOnceWhatTheyShare() {
        assertThat(decide(denies, deniesToo).reasons())
                .extracting(Problem::what)
                .containsExactly("one", "two", "no other rule names \"deploy\"");
    }

    @Test
    void observing_staysVisibleWhicheverObserves() {
        for (Decision decision : List.of(decide(observes, permits), decide(permits, observes))) {
            assertThat(decision).isInstanceOfSatisfying(Decision.Permit.class, permit -> {
                assertThat(permit.observed()).isTrue();
                assertThat(permit.reasons()).extracting(Problem::what).containsExactly("late");
            });
        }
    }

    @Test
    void narrowing_isHandedOn() {
        assertThat(decide(permitsLess, permits)).isInstanceOfSatisfying(Decision.Permit.class, permit -> {
            assertThat(permit.request().ttl()).isEqualTo(Duration.ofMinutes(1));
            assertThat(permit.request().scope()).isEqualTo(Scope.of("scope", "repo:read"));
        });
    }

    @Test
    void onePolicy_isItself() {
        assertThat(Policy.allOf(List.of(permits))).isSameAs(permits);
    }

    @Test
    void noPolicy_isAMistake() {
        assertThatThrownBy(() -> Policy.allOf(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static Decision decide(Policy... policies) {
        return Policy.allOf(List.of(policies)).decide(IDENTITY, REQUEST);
    }
}
