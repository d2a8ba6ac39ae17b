package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real OpenBao makes of our requests in a real PostgreSQL, set up as docs/issuers.md says. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveOpenBao")
class BaoDatabaseTest {
    private static final Duration HOURS = Duration.ofHours(2);

    private static Connection session(BaoRig rig, Issued issued) throws SQLException {
        Credential credential = issued.credential();
        return rig.desk()
                .postgres()
                .connect(
                        credential.field("username").orElseThrow().reveal(),
                        credential.field("password").orElseThrow().reveal());
    }

    private static boolean works(Connection session) {
        try (Statement statement = session.createStatement()) {
            return statement.execute("select 1");
        } catch (SQLException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "token"})
    void revoked_userIsGoneLoginFailsAndOpenSessionIsOver(String revoke) throws SQLException {
        try (BaoRig rig = BaoRig.database(Map.of("revoke", revoke))) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            try (Connection open = session(rig, issued)) {
                assertThat(works(open)).isTrue();
                assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.ALIVE);

                rig.issuer().revoke(issued.handle());

                // At once, and not when a queue has come to it.
                assertThat(rig.desk().users()).isEmpty();
                assertThat(works(open)).as("the session that was open").isFalse();
                assertThatThrownBy(() -> session(rig, issued)).isInstanceOf(SQLException.class);
                assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.DEAD);
                assertThat(rig.desk().tokens())
                        .as("logins and what hung from them")
                        .isEmpty();
            }
        }
    }

    /** The server says how long a lease lives, and not until when: that is counted from our own clock, whatever it shows. */
    @ParameterizedTest
    @ValueSource(strings = {"PT5M", "PT-5M"})
    void clockThatIsWrong_changesNoLifeOfALease(Duration wrong) {
        Clock clock = Clock.offset(Clock.systemUTC(), wrong);
        try (BaoRig rig = BaoRig.database(clock)) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            assertThat(Duration.between(issued.issuedAt(), issued.expiresAt()))
                    .isBetween(Duration.ofSeconds(299), Duration.ofSeconds(330));
            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.ALIVE);
            rig.issuer().revoke(issued.handle());
            assertThat(rig.desk().users()).isEmpty();
            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.DEAD);
        }
    }

    @Test
    void whatIsWrittenDown_opensNothing() {
        try (BaoRig rig = BaoRig.database(Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            assertThat(issued.handle().sealed()).isEmpty();
            assertThat(issued.handle().open()).containsOnlyKeys("parent", "accessor", "lease", "until");
            assertThat(rig.secrets())
                    .isNotEmpty()
                    .noneMatch(secret -> issued.handle().open().containsValue(secret.reveal()));
            assertThat(rig.issuer().facts().authority().name()).isEqualTo("FRESH_IDENTITY");
        }
    }

    @Test
    void childToken_saysWhoAskedAndCanNotOutliveTheTask() {
        try (BaoRig rig = BaoRig.database(Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            JsonNode child = rig.desk().bao().token(issued.handle().open().getOrDefault("accessor", ""));
            assertThat(child.path("explicit_max_ttl").asInt()).isEqualTo(300);
            assertThat(child.path("num_uses").asInt()).as("uses left of two").isEqualTo(1);
            assertThat(child.path("meta").path("request").asText()).isEqualTo("request-1");
            assertThat(child.path("meta").path("purpose").asText()).isEqualTo("migrate orders 1.4.0");
            assertThat(child.path("meta").path("run").asText()).isEqualTo("4711");
            rig.issuer().revoke(issued.handle());
        }
    }

    /** Everybody who could revoke it is gone: the server itself ends it at the time that was asked for, not at its role's. */
    @Test
    void nobodyRevokes_serverEndsItAfterTheAskedTime() {
        try (BaoRig rig = BaoRig.database(Map.of())) {
            Instant asked = Instant.now();
            Issued issued = rig.issuer().issue(rig.request(Duration.ofSeconds(2), null), "request-1");
            assertThat(Duration.between(asked, issued.expiresAt())).isLessThan(Duration.ofSeconds(4));
            assertThat(rig.desk().users()).hasSize(1);

            BaoRig.await(() -> rig.desk().users().isEmpty());

            assertThat(rig.desk().users()).isEmpty();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "token"})
    void renewed_sameUserLivesLongerAndNeverLongerThanOneValueMay(String revoke) throws SQLException {
        try (BaoRig rig = BaoRig.database(Map.of("revoke", revoke))) {
            rig.desk()
                    .role(rig.desk()
                            .documented("role")
                            .replace("\"15m\"", "\"3h\"")
                            .replace("\"1h\"", "\"3h\""));
            Issued issued = rig.issuer().issue(rig.request(Duration.ofMinutes(1), HOURS), "request-1");
            assertThat(Duration.between(issued.issuedAt(), issued.expiresAt())).isLessThan(Duration.ofSeconds(63));

            Instant until = rig.issuer().renew(issued.handle(), Duration.ofMinutes(2), "request-1-2");

            assertThat(Duration.between(Instant.now(), until))
                    .isBetween(Duration.ofSeconds(110), Duration.ofSeconds(121));
            try (Connection session = session(rig, issued)) {
                assertThat(works(session)).isTrue();
            }
            rig.issuer().revoke(issued.handle());
            assertThat(rig.desk().users()).isEmpty();
            assertThatThrownBy(() -> rig.issuer().renew(issued.handle(), Duration.ofMinutes(2), "request-1-3"))
                    .isInstanceOf(JitException.Refused.class);
        }
    }

    @Test
    void loginThatEndsBeforeTheTaskMay_isRefusedAndSaysWhatToRaise() {
        try (BaoRig rig = BaoRig.database(Map.of())) {
            assertThatThrownBy(() -> rig.issuer().issue(rig.request(Duration.ofMinutes(1), HOURS), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining(
                            "Raise token_ttl of role \"" + rig.desk().role() + "\" to 7200s");
            assertNothingIsLeft(rig);
        }
    }

    @Test
    void policyThatCanNotRevoke_isRefusedBeforeAnythingIsIssued() {
        try (BaoRig rig = BaoRig.database(Map.of())) {
            rig.desk().policy(rig.desk().documented("policy").replaceAll("path \"sys/leases/revoke\".*", ""));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("path \"sys/leases/revoke\" { capabilities = [\"update\"] }")
                    .hasMessageNotContaining("auth/token/create\"");
            assertThat(rig.granted()).isZero();
            assertNothingIsLeft(rig);
        }
    }

    @Test
    void loginThatCanNotEndItself_isUncertainAndNamesItsAccessor() {
        try (BaoRig rig = BaoRig.database(Map.of())) {
            rig.desk()
                    .role(rig.desk()
                            .documented("role")
                            .replace("\"token_ttl\"", "\"token_no_default_policy\": true, \"token_ttl\""));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Uncertain.class)
                    .hasMessageContaining("token accessor "
                            + rig.desk().tokens().get(0).path("accessor").asText());
            assertThat(rig.granted()).isZero();
        }
    }

    @Test
    void revocationThatTheDatabaseRefuses_isNeitherDoneNorFinal() {
        try (BaoRig rig = BaoRig.database(Map.of())) {
            String documented = rig.desk().documented("database");
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            rig.desk().database(documented.replace("NOLOGIN", "NO SUCH WORD"));

            assertThatThrownBy(() -> rig.issuer().revoke(issued.handle()))
                    .isInstanceOf(JitException.Unavailable.class)
                    .hasMessageContaining("could not end");
            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.ALIVE);
            rig.desk().database(documented);
            rig.issuer().revoke(issued.handle());

            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.DEAD);
            assertNothingIsLeft(rig);
        }
    }

    @Test
    void storedValue_isNoLeaseAndIsRefused() {
        try (BaoRig rig = BaoRig.database(Map.of())) {
            rig.desk().bao().write("secret/data/app", "{'data':{'password':'abc'}}");
            rig.desk()
                    .policy(rig.desk().documented("policy") + "path \"secret/data/app\" { capabilities = [\"read\"] }");

            assertThatThrownBy(() -> rig.issuer().issue(asking("path", "secret/data/app"), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("is not a lease, and can't be revoked");
            assertNothingIsLeft(rig);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "auth/token/create", "sys/capabilities-self", "PATH"})
    void lostAnswer_leavesNothingAliveButALoginThatNobodyHas(String path) {
        try (BaoRig rig = BaoRig.database(Map.of())) {
            boolean login = path.equals("login");
            String place = login
                    ? "auth/" + rig.desk().mount() + "/login"
                    : path.replace("PATH", rig.desk().path());
            rig.proxy().loseNext("/v1/" + place);

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(login ? JitException.Uncertain.class : JitException.Refused.class);

            BaoRig.await(() -> rig.desk().users().isEmpty());
            assertThat(rig.desk().users()).isEmpty();
            assertThat(rig.desk().tokens()).hasSize(login ? 1 : 0);
            assertThat(rig.proxy().asked("/v1/" + place)).as("asked once").isEqualTo(1);
        }
    }

    @Test
    void lostAnswerAndNoWayToTakeItBack_isUncertainAndNamesTheAccessor() {
        try (BaoRig rig = BaoRig.database(Map.of())) {
            rig.proxy().loseNext("/v1/" + rig.desk().path());
            rig.proxy().answerNext("/v1/auth/token/revoke-self", Reply.reset());

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Uncertain.class)
                    .hasMessageContaining("token accessor ");
            rig.desk().tokens().forEach(token -> rig.desk()
                    .bao()
                    .write(
                            "auth/token/revoke-accessor",
                            "{'accessor':'" + token.path("accessor").asText() + "'}"));
        }
    }

    @Test
    void tokenWithUses_isGoodForThatManyRequestsAndNoOtherPolicy() {
        try (BaoRig rig = BaoRig.token(Map.of())) {
            Issued issued = rig.issuer()
                    .issue(
                            BaoRig.request(
                                    Scope.of(Map.of("policies", Set.of("reader"), "uses", Set.of("3"))),
                                    Duration.ofMinutes(5),
                                    null),
                            "request-1");

            JsonNode child = rig.desk().bao().token(issued.handle().open().getOrDefault("accessor", ""));
            assertThat(child.path("num_uses").asInt()).isEqualTo(3);
            assertThat(child.path("policies").toString()).isEqualTo("[\"reader\"]");
            assertThat(issued.scope().part("uses")).containsExactly("3");
            rig.issuer().revoke(issued.handle());
            assertThat(rig.live()).isZero();
        }
    }

    /** What the server adds by itself, for the entity behind the identity. */
    @Test
    void policiesOfAnEntity_areMoreThanWasAskedAndTakenBack() {
        try (BaoRig rig = BaoRig.token(Map.of())) {
            Issued first = rig.issuer().issue(rig.request(), "request-1");
            String entity = rig.desk()
                    .bao()
                    .token(first.handle().open().getOrDefault("accessor", ""))
                    .path("entity_id")
                    .asText();
            rig.issuer().revoke(first.handle());
            rig.desk().bao().write("identity/entity/id/" + entity, "{'policies':['all-of-it']}");

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-2"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("all-of-it");
            assertThat(rig.live()).isZero();
            assertThat(rig.desk().tokens()).isEmpty();
        }
    }

    private static CredentialRequest asking(String part, String value) {
        return BaoRig.request(Scope.of(part, value), Duration.ofMinutes(5), null);
    }

    private static void assertNothingIsLeft(BaoRig rig) {
        assertThat(rig.desk().users()).isEmpty();
        assertThat(rig.desk().tokens()).isEqualTo(List.of());
    }
}
