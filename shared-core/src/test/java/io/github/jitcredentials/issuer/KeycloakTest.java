package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jitcredentials.http.CuttingProxy.Passed;
import io.github.jitcredentials.issuer.KeycloakRig.Way;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.peer.Realm;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a real Keycloak does that the contract does not ask of everybody. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveKeycloak")
class KeycloakTest {
    private static Realm realm;

    @BeforeAll
    static void createRealm() {
        realm = new Realm();
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    @Test
    void freshTokens_eachIsShownOnce() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            rig.issuer().probe(issued.handle());
            rig.issuer().revoke(issued.handle());

            assertThat(assertions(rig)).hasSize(3).doesNotHaveDuplicates();
            assertThat(rig.issuer().facts().authority()).isEqualTo(RevocationAuthority.FRESH_IDENTITY);
        }
    }

    @Test
    void oneToken_asksProbesAndRevokesWhereTheRealmTakesItAgain() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.SAME_TOKEN, Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.ALIVE);
            rig.issuer().revoke(issued.handle());

            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.DEAD);
            assertThat(assertions(rig)).hasSize(4).containsOnly(assertions(rig).get(0));
            assertThat(rig.issuer().facts().authority()).isEqualTo(RevocationAuthority.IDENTITY);
        }
    }

    /** The last word is not said: a new token may lie in the same place soon. */
    @Test
    void oneTokenWhereTheRealmTakesEachOnce_canBeAskedAgainLater() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            rig.repeatsItself(true);

            JitException.Unavailable refusal = catchThrowableOfType(
                    JitException.Unavailable.class, () -> rig.issuer().revoke(issued.handle()));

            assertThat(refusal.getMessage()).contains("invalid_client", "sent before");
            assertThat(rig.isActive(token(issued))).isTrue();
            rig.repeatsItself(false);
            rig.issuer().revoke(issued.handle());
            assertThat(rig.isActive(token(issued))).isFalse();
        }
    }

    @Test
    void chain_isTwoTokensAndTheFirstOutlivesNothing() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.EXCHANGE, Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            List<Secret> tokens = List.copyOf(issued.handle().sealed().values());
            assertThat(tokens).hasSize(2).doesNotHaveDuplicates().allMatch(rig::isActive);
            rig.issuer().revoke(issued.handle());

            assertThat(tokens).noneMatch(rig::isActive);
        }
    }

    /** Why both are kept: what came of an exchange does not die with what was exchanged. */
    @Test
    void firstTokenOfAChain_doesNotTakeTheSecondWithIt() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.EXCHANGE, Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            Secret first = issued.handle().sealed().values().stream()
                    .filter(token -> !token.equals(token(issued)))
                    .findFirst()
                    .orElseThrow();

            rig.issuer().revoke(new Handle(Map.of(), Map.of(Credential.TOKEN, first)));

            assertThat(rig.isActive(first)).isFalse();
            assertThat(rig.isActive(token(issued))).isTrue();
            assertThat(rig.issuer().probe(issued.handle()))
                    .as("half a chain proves nothing")
                    .isEqualTo(Liveness.UNKNOWN);
        }
    }

    @Test
    void exchangeThatIsRefused_leavesNothingAlive() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.EXCHANGE, Map.of("target-audience", "nobody"))) {
            JitException.Refused refusal = catchThrowableOfType(
                    JitException.Refused.class, () -> rig.issuer().issue(rig.request(), "request-1"));

            assertThat(refusal.getMessage()).contains("Audience not found", "knows target-audience \"nobody\"");
            assertThat(rig.granted()).as("the token that was to be exchanged").isEqualTo(1);
            assertThat(rig.live()).isZero();
        }
    }

    @Test
    void grant_endsWithTheIdentityToken() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.GRANT, Map.of())) {
            rig.identityLives(Duration.ofSeconds(20));

            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            assertThat(issued.expiresAt()).isBefore(Instant.now().plusSeconds(21));
        }
    }

    @Test
    void strangersSubject_isRefusedWithAdvice() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of())) {
            rig.speaksFor("repo:acme/app:ref:refs/heads/other");

            JitException.Refused refusal = catchThrowableOfType(
                    JitException.Refused.class, () -> rig.issuer().issue(rig.request(), "request-1"));

            assertThat(refusal.getMessage())
                    .contains("invalid_client", "knows no client whose subject is repo:acme/app:ref:refs/heads/other");
            assertThat(rig.granted()).isZero();
        }
    }

    @Test
    void tokenForSomebodyElse_isRefused() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of("audience", "https://bao.example.com"))) {
            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("Invalid token audience");
        }
    }

    @Test
    void otherClient_canNotRevoke() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            rig.speaksFor(Realm.RELEASE);

            assertThatThrownBy(() -> rig.issuer().revoke(issued.handle()))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("Unmatching clients");
            assertThat(rig.isActive(token(issued))).isTrue();
        }
    }

    /** Keycloak wants a client to ask, and what was never seen alive proves nothing. */
    @Test
    void credentialThatAsksAboutItself_provesNothing() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of("prove", "self"))) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.UNKNOWN);

            rig.issuer().revoke(issued.handle());

            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.UNKNOWN);
            assertThat(rig.isActive(token(issued))).isFalse();
        }
    }

    @Test
    void offlineValidators_areNamedUnlessNobodyIsOne() {
        try (KeycloakRig offline = new KeycloakRig(realm, Way.FEDERATED, Map.of());
                KeycloakRig asking = new KeycloakRig(realm, Way.FEDERATED, Map.of("checked-by", "authority"))) {
            Issued issued = offline.issuer().issue(offline.request(), "request-1");

            assertThat(offline.issuer().outlives(issued))
                    .endsWith("accept it until " + issued.expiresAt().truncatedTo(ChronoUnit.SECONDS));
            assertThat(asking.issuer().outlives(asking.issuer().issue(asking.request(), "request-2")))
                    .isEmpty();
        }
    }

    @Test
    void restart_keepsTheDeadDeadAndTheLivingAlive() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of())) {
            Issued dead = rig.issuer().issue(rig.request(), "request-1");
            Issued alive = rig.issuer().issue(rig.request(), "request-2");
            rig.issuer().revoke(dead.handle());

            realm.keycloak().restart();

            assertThat(rig.isActive(token(dead))).isFalse();
            assertThat(rig.isActive(token(alive))).isTrue();
            rig.issuer().revoke(alive.handle());
            assertThat(rig.live()).isZero();
        }
    }

    private static Secret token(Issued issued) {
        return issued.credential().fields().get(Credential.TOKEN);
    }

    private static List<String> assertions(KeycloakRig rig) {
        return rig.proxy().passed().stream()
                .map(Passed::request)
                .filter(request -> request.method().equals("POST"))
                .map(request -> request.form().get("client_assertion"))
                .toList();
    }
}
