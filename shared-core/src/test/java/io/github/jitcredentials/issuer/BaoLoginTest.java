package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.peer.BaoDesk;
import io.github.jitcredentials.peer.OpenBao;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Ways in at a real OpenBao, and who does not get in. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveOpenBao")
class BaoLoginTest {
    private static String appRole(BaoDesk desk) {
        desk.bao().write("sys/auth/" + desk.mount() + "-stored", "{'type':'approle'}");
        String role = "auth/" + desk.mount() + "-stored/role/ci";
        desk.bao().write(role, "{'token_policies':['" + desk.policy() + "'],'token_ttl':'15m'}");
        return role;
    }

    private static Map<String, String> settings(BaoDesk desk, String role, String comes) {
        return Map.of(
                "login.approle.path",
                desk.mount() + "-stored",
                "login.approle.role-id",
                desk.bao().read(role + "/role-id").path("data").path("role_id").asText(),
                "login.approle.secret-id",
                "env:SECRET_ID",
                "login.approle.secret-id-comes",
                comes,
                "revoke",
                comes.equals("wrapped") ? "token" : "login");
    }

    private static CredentialIssuer issuer(BaoRig rig, Map<String, String> settings, String secret, Web web) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("url", rig.desk().bao().url().toString());
        return Issuers.create(
                new IssuerSpec("bao", "vault", new TreeMap<>(all)),
                web,
                rig,
                place -> Secret.of(secret),
                Clock.systemUTC());
    }

    @Test
    void appRole_logsInAgainToRevoke() {
        try (BaoRig rig = BaoRig.database(Map.of());
                Web web = new Web(WebSettings.standard(), Clock.systemUTC())) {
            String role = appRole(rig.desk());
            String secret = rig.desk()
                    .bao()
                    .write(role + "/secret-id", "{}")
                    .path("data")
                    .path("secret_id")
                    .asText();
            CredentialIssuer issuer = issuer(rig, settings(rig.desk(), role, "plain"), secret, web);

            Issued issued = issuer.issue(rig.request(), "request-1");
            assertThat(issuer.probe(issued.handle())).isEqualTo(Liveness.ALIVE);
            issuer.revoke(issued.handle());

            assertThat(issuer.probe(issued.handle())).isEqualTo(Liveness.DEAD);
            assertThat(issuer.facts().authority().name()).isEqualTo("REAPER");
            assertThat(rig.desk().users()).isEmpty();
            assertThat(rig.desk().tokens()).isEmpty();
        }
    }

    @Test
    void wrappedSecretId_isOpenedOnceAndASecondOpeningIsAnAlarm() throws Exception {
        try (BaoRig rig = BaoRig.database(Map.of());
                Web web = new Web(WebSettings.standard(), Clock.systemUTC())) {
            String role = appRole(rig.desk());
            String wrapping = wrapped(rig.desk().bao(), role + "/secret-id");
            CredentialIssuer issuer = issuer(rig, settings(rig.desk(), role, "wrapped"), wrapping, web);

            Issued issued = issuer.issue(rig.request(), "request-1");
            issuer.revoke(issued.handle());
            assertThat(rig.desk().users()).isEmpty();
            assertThat(rig.desk().tokens()).isEmpty();

            assertThatThrownBy(() -> issuer.issue(rig.request(), "request-2"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("was opened before")
                    .hasMessageNotContaining(wrapping);
        }
    }

    private static String wrapped(OpenBao bao, String path) {
        return bao.wrapped(path).path("wrap_info").path("token").asText();
    }

    @Test
    void otherAudienceAndOtherBranch_areRefusedWithWhatToCompare() {
        try (BaoRig rig = BaoRig.database(Map.of("audience", "https://somebody.example.com"))) {
            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("Compare role \"" + rig.desk().role() + "\"")
                    .hasMessageContaining("audience \"https://somebody.example.com\"");
            assertThat(rig.granted()).isZero();
        }
        try (BaoRig rig = BaoRig.database(Map.of())) {
            rig.desk().role(rig.desk().documented("role").replace("refs/heads/main", "refs/heads/release"));
            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("subject \"repo:acme/app:ref:refs/heads/main\"");
            assertThat(rig.granted()).isZero();
        }
    }

    @Test
    void namespace_isWhereAllOfItIs() {
        try (BaoRig rig = BaoRig.token(Map.of("namespace", "team"))) {
            OpenBao bao = rig.desk().bao();
            bao.write("sys/namespaces/team", "{}");
            rig.desk().enableJwt("team");
            bao.policy("team", "reader", "path \"secret/data/app\" { capabilities = [\"read\"] }");
            bao.policy("team", rig.desk().policy(), rig.desk().documented("policy"));
            bao.writeIn(
                    "team",
                    "auth/" + rig.desk().mount() + "/role/" + rig.desk().role(),
                    rig.desk()
                            .documented("role")
                            .replace(
                                    "[\"" + rig.desk().policy() + "\"]",
                                    "[\"" + rig.desk().policy() + "\",\"reader\"]"));

            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.ALIVE);
            rig.issuer().revoke(issued.handle());
            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.DEAD);
        }
    }

    @Test
    void unknownCertificateAuthority_isUnavailableAndItsOwnIsTrusted() throws Exception {
        try (OpenBao bao = OpenBao.startWithTls();
                BaoRig rig = BaoRig.database(Map.of());
                Web web = new Web(WebSettings.standard(), Clock.systemUTC())) {
            Map<String, String> settings =
                    new TreeMap<>(Map.of("url", bao.url().toString(), "login.jwt.role", "nobody"));
            CredentialIssuer distrusting = Issuers.create(
                    new IssuerSpec("bao", "vault", new TreeMap<>(settings)), web, rig, Secret::of, Clock.systemUTC());
            settings.put("ca", bao.authority().toString());
            CredentialIssuer trusting = Issuers.create(
                    new IssuerSpec("bao", "vault", new TreeMap<>(settings)), web, rig, Secret::of, Clock.systemUTC());

            assertThatThrownBy(() -> distrusting.issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Unavailable.class)
                    .hasMessageContaining("certificate");
            // It is reached: it knows no such method.
            assertThatThrownBy(() -> trusting.issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("HTTP 403");
        }
    }
}
