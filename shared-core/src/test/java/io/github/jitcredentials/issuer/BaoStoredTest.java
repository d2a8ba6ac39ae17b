package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jitcredentials.http.CuttingProxy;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What somebody stored in a real OpenBao. The contract of issuers is about what can be ended; of this nothing can, and each of its
 * other clauses is here.
 */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveOpenBao")
class BaoStoredTest {
    private static final String KEY = "of-the-portal-and-nobody-else";
    private static final Map<String, String> STORED = Map.of("secrets", "stored");

    /** A KV engine of this rig's own, with one secret in it. */
    private static BaoRig rig(int version, Map<String, String> settings) {
        BaoRig rig = BaoRig.stored(version == 2 ? "data/" : "", settings);
        rig.desk().keyValues(version);
        rig.desk().store(version, "{\"api-key\":\"" + KEY + "\",\"port\":8443,\"nested\":{\"a\":\"b\"}}");
        return rig;
    }

    @ParameterizedTest
    @CsvSource({"1,none", "2,none", "1,response", "2,response"})
    void stored_isReadAndTheLoginIsOver(int version, String wrap) {
        try (BaoRig rig = rig(version, Map.of("secrets", "stored", "wrap", wrap))) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            assertThat(issued.credential().fields()).containsOnlyKeys("api-key", "port");
            assertThat(issued.credential().field("api-key").map(Secret::reveal)).contains(KEY);
            assertThat(issued.scope()).isEqualTo(rig.request().scope());
            assertThat(issued.expiresAt()).isEqualTo(Instant.MAX);
            assertThat(rig.desk().tokens()).as("nothing hangs from the login").isEmpty();
            assertThat(issued.toString()).doesNotContain(KEY);
            assertThat(issued.handle().sealed()).isEmpty();
        }
    }

    @Test
    void facts_claimNothing() {
        try (BaoRig rig = rig(2, STORED)) {
            IssuerFacts facts = rig.issuer().facts();
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            assertThat(facts.revocability()).isEqualTo(Revocability.NEVER);
            assertThat(facts.provable()).isFalse();
            assertThat(facts.extendable()).isFalse();
            assertThat(rig.issuer().facts()).isEqualTo(facts);
            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.UNKNOWN);
            assertThatThrownBy(() -> rig.issuer().revoke(issued.handle()))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> rig.issuer().renew(issued.handle(), Duration.ofMinutes(5), "r"))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    /** The server's own log is where one finds out who read it: no lease tells. */
    @Test
    void childToken_saysWhoReads() {
        try (BaoRig rig = rig(2, STORED)) {
            rig.issuer().issue(rig.request(), "request-1");

            JsonNode asked = BaoRig.json(rig.proxy().passed().stream()
                    .map(CuttingProxy.Passed::request)
                    .filter(request -> request.path().equals("/v1/auth/token/create"))
                    .findFirst()
                    .orElseThrow()
                    .body());
            assertThat(asked.path("meta").path("request").asText()).isEqualTo("request-1");
            assertThat(asked.path("meta").path("purpose").asText()).isEqualTo("migrate orders 1.4.0");
        }
    }

    /** The way it was before anybody said that stored secrets are meant. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void withoutTheWord_isRefusedAndToldOfIt(int version) {
        try (BaoRig rig = rig(version, Map.of())) {
            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("is not a lease, and can't be revoked")
                    .hasMessageContaining("say secrets: stored at an issuer of its own")
                    .hasMessageContaining("irrevocable: stored in the rule")
                    .hasMessageNotContaining(KEY);
            assertThat(rig.granted()).as("reads").isZero();
            // The same for a login that might do all that a lease needs.
            rig.desk()
                    .policy(rig.desk()
                            .documented("policy")
                            .replace(
                                    rig.desk().path(),
                                    rig.request().scope().part("path").first()));
            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-2"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("say secrets: stored at an issuer of its own")
                    .hasMessageNotContaining(KEY);
            assertThat(rig.desk().tokens()).isEmpty();
        }
    }

    @Test
    void leaseWhereAStoredSecretWasMeant_isRevokedAndRefused() {
        try (BaoRig rig = BaoRig.database(STORED)) {
            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("is a lease, and the file says that it is stored");
            rig.settle();
            assertThat(rig.desk().users()).isEmpty();
            assertThat(rig.desk().tokens()).isEmpty();
        }
    }

    @Test
    void pathOfVersionOneBeforeVersionTwo_saysWhereDataGoes() {
        try (BaoRig rig = rig(2, STORED)) {
            Scope old = Scope.of("path", rig.desk().keyValuePath(""));
            rig.desk()
                    .policy(rig.desk()
                            .documented("stored-policy")
                            .replace("secret/data/portal", old.part("path").first()));

            assertThatThrownBy(() ->
                            rig.issuer().issue(BaoRig.request(old, rig.request().ttl(), null), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("data/ comes after the mount");
            assertThat(rig.desk().tokens()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"nested\":{\"a\":\"b\"}}", "{}"})
    void nothingToHandOver_isRefused(String stored) {
        try (BaoRig rig = rig(2, STORED)) {
            rig.desk().store(2, stored);

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("has no texts at");
            assertThat(rig.desk().tokens()).isEmpty();
        }
    }

    @Test
    void deletedVersion_isRefused() {
        try (BaoRig rig = rig(2, STORED)) {
            rig.desk().bao().delete(rig.desk().keyValuePath("data/"));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("HTTP 404");
            assertThat(rig.desk().tokens()).isEmpty();
        }
    }

    @Test
    void missingPolicy_isNamedBeforeAnythingIsRead() {
        try (BaoRig rig = rig(2, STORED)) {
            rig.desk().policy("path \"auth/token/create\" { capabilities = [\"update\"] }");

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining(
                            "path \"" + rig.desk().keyValuePath("data/") + "\" { capabilities = [\"read\"] }")
                    .hasMessageNotContaining("sys/leases");
            assertThat(rig.granted()).isZero();
        }
    }

    @Test
    void lostAnswer_leavesNothingAndSaysSo() {
        try (BaoRig rig = rig(2, STORED)) {
            rig.loseNextAnswer();

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("the login that asked was revoked, and nobody was handed anything");
            assertThat(rig.desk().tokens()).isEmpty();
        }
    }

    @Test
    void unreachable_isUnavailableAndPreparingGrantsNothing() {
        try (BaoRig rig = rig(2, STORED)) {
            rig.issuer().prepare();
            assertThat(rig.proxy().passed()).isEmpty();
            rig.goAway();

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Unavailable.class);
            assertThat(catchThrowable(() -> rig.issuer().prepare())).isNull();
        }
    }

    /** Found on its way by somebody else: what was in it is known to two. */
    @Test
    void wrappedAnswerThatWasOpenedBefore_isToldWithWhatToDo() {
        try (BaoRig rig = rig(2, Map.of("secrets", "stored", "wrap", "response"))) {
            rig.proxy().answerNext("/v1/sys/wrapping/unwrap", (seen, peer, server) -> Reply.json(
                            400, "{\"errors\":[\"wrapping token is not valid or does not exist\"]}")
                    .to(seen, peer, server));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("somebody else opened the answer")
                    .hasMessageContaining("Rotate what is stored there");
            assertThat(rig.desk().tokens()).isEmpty();
        }
    }
}
