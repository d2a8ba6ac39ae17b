package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.identity.CiAuthority;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire, byte for byte, and what is made of every answer. */
class OAuth2WireTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Map<String, String> EXCHANGE = Map.of("client", "ci");
    private static final Map<String, String> FEDERATED = Map.of("grant", "client-credentials");
    private static final Map<String, String> CHAIN = Map.of("subject-token-type", "access-token");
    private static final String GRANTED =
            "{\"access_token\":\"first-of-two-abcdefgh\",\"token_type\":\"Bearer\",\"expires_in\":300}";
    private static final RSAKey CLIENT_KEY = clientKey();
    private static final Handle HANDLE =
            new Handle(Map.of(), Map.of(Credential.TOKEN, Secret.of("access-token-of-ours-abcdefgh")));

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final StubAuthority authority = new StubAuthority();
    private Web web = Webs.patient(clock);

    @AfterEach
    void close() {
        web.close();
        authority.close();
    }

    @Test
    void tokenExchange_sendsExactlyThis() {
        Issued issued = issuer(EXCHANGE).issue(FakeRig.asking("repo:write", "repo:read"), "request-1");

        var seen = authority.last("/token");
        assertThat(seen.form())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "client_id", "ci",
                        "subject_token", identity(1),
                        "subject_token_type", "urn:ietf:params:oauth:token-type:jwt",
                        "requested_token_type", "urn:ietf:params:oauth:token-type:access_token",
                        "scope", "repo:read repo:write",
                        "purpose", "publish 1.4.0"));
        assertThat(seen.headers()).containsEntry("x-request-id", "request-1").doesNotContainKey("authorization");
        assertThat(issued.scope()).isEqualTo(Scope.of("scope", "repo:write", "repo:read"));
        assertThat(issued.issuedAt()).isEqualTo(NOW);
        assertThat(issued.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    }

    @Test
    void tokenExchangeForATarget_namesIt() {
        issuer(with(
                        EXCHANGE,
                        "target-audience",
                        "repository",
                        "resource",
                        "https://repo.example.com/",
                        "subject-token-type",
                        "id_token"))
                .issue(FakeRig.asking("repo:write"), "request-1");

        assertThat(authority.last("/token").form())
                .containsEntry("audience", "repository")
                .containsEntry("resource", "https://repo.example.com/")
                .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:id_token");
    }

    @Test
    void identityAsClientAssertion_sendsExactlyThis() {
        issuer(FEDERATED).issue(FakeRig.asking("repo:write"), "request-1");

        assertThat(authority.last("/token").form())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "grant_type", "client_credentials",
                        "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion", identity(1),
                        "scope", "repo:write",
                        "purpose", "publish 1.4.0"));
    }

    @Test
    void exchangeByAnAuthenticatedClient_usesTwoIdentityTokens() {
        issuer(with(EXCHANGE, "authenticate", "identity")).issue(FakeRig.asking("repo:write"), "request-1");

        assertThat(authority.last("/token").form())
                .containsEntry("client_assertion", identity(1))
                .containsEntry("subject_token", identity(2))
                .containsEntry("client_id", "ci");
    }

    @Test
    void clientSecret_goesIntoTheHeader() {
        issuer(with(FEDERATED, "authenticate", "secret", "client", "ci", "secret", "env:X"))
                .issue(FakeRig.asking("repo:write"), "request-1");

        var seen = authority.last("/token");
        String basic = Base64.getEncoder().encodeToString("ci:client-secret-abcdefgh".getBytes(StandardCharsets.UTF_8));
        assertThat(seen.headers()).containsEntry("authorization", "Basic " + basic);
        assertThat(seen.form()).doesNotContainKeys("client_secret", "client_assertion");
    }

    @Test
    void keyOfItsOwn_signsForTheAuthorityAndIsNeverSent() throws java.text.ParseException {
        CredentialIssuer issuer = Issuers.create(
                spec(with(FEDERATED, "authenticate", "key", "client", "ci", "key", "env:KEY")),
                web,
                authority,
                place -> Secret.of(CLIENT_KEY.toJSONString()),
                clock);
        issuer.prepare();
        issuer.issue(FakeRig.asking("repo:write"), "request-1");

        var form = authority.last("/token").form();
        var claims = SignedJWT.parse(form.get("client_assertion")).getJWTClaimsSet();
        assertThat(form)
                .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        assertThat(claims.getAudience()).containsExactly(authority.url());
        assertThat(claims.getSubject()).isEqualTo("ci");
        assertThat(authority.server.seen().toString())
                .doesNotContain(CLIENT_KEY.getPrivateExponent().toString());
        assertThat(authority.audiences()).as("identity tokens asked for").isEmpty();
        assertThat(issuer.facts().authority()).isEqualTo(RevocationAuthority.REAPER);
    }

    @Test
    void textThatIsNoKey_isMisconfiguredBeforeAnythingIsSent() {
        CredentialIssuer issuer = issuer(with(FEDERATED, "authenticate", "key", "client", "ci", "key", "env:KEY"));

        assertThatThrownBy(() -> issuer.issue(FakeRig.asking("a"), "r"))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("env:KEY is not a private key")
                .hasMessageContaining("Put the client's private key there.");
        assertThat(authority.server.seen("/token")).isEmpty();
    }

    @Test
    void identityAsGrant_sendsExactlyThis() {
        CredentialIssuer issuer = Issuers.create(
                spec(Map.of("grant", "jwt-bearer", "client", "ci", "authenticate", "none")),
                web,
                new Jwts(),
                place -> Secret.of("unused"),
                clock);

        issuer.issue(FakeRig.asking("repo:write"), "request-1");

        assertThat(authority.last("/token").form())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion", CiAuthority.token(authority.url(), NOW),
                        "client_id", "ci",
                        "scope", "repo:write",
                        "purpose", "publish 1.4.0"));
    }

    @Test
    void chain_exchangesWhatTheClientGotInItsOwnName() {
        Issued issued =
                issuer(with(CHAIN, "target-audience", "repository")).issue(FakeRig.asking("repo:write"), "request-1");

        var seen = authority.server.seen("/token");
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0).form())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "grant_type", "client_credentials",
                        "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion", identity(1),
                        "scope", "repo:write",
                        "purpose", "publish 1.4.0"));
        assertThat(seen.get(1).form())
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
                .containsEntry("client_assertion", identity(2))
                .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")
                .containsEntry("audience", "repository");
        assertThat(seen).allSatisfy(one -> assertThat(one.headers()).containsEntry("x-request-id", "request-1"));
        assertThat(issued.handle().sealed()).hasSize(2);
        assertThat(issued.credential().fields()).as("what the task gets").hasSize(1);
    }

    @Test
    void chainWhoseExchangeFails_leavesNothingAlive() {
        authority.server.next("/token", Reply.json(200, GRANTED));
        authority.server.next("/token", Reply.json(400, "{\"error\":\"invalid_target\"}"));

        assertThatThrownBy(() -> issuer(CHAIN).issue(FakeRig.asking("repo:write"), "r"))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("invalid_target");
        assertThat(authority.last("/revoke").form()).containsEntry("token", "first-of-two-abcdefgh");
    }

    @Test
    void chainThatCanNotBeUndone_isUncertain() {
        authority.server.next("/token", Reply.json(200, GRANTED));
        authority.server.next("/token", Reply.json(400, "{\"error\":\"invalid_target\"}"));
        authority.server.next("/revoke", Reply.of(503, "text/plain", ""));

        assertThatThrownBy(() -> issuer(CHAIN).issue(FakeRig.asking("repo:write"), "r"))
                .isInstanceOf(JitException.Uncertain.class)
                .hasMessageContaining("It lives until 2026-11-22T10:05:00Z")
                .hasMessageNotContaining("first-of-two-abcdefgh");
    }

    @Test
    void chain_isRevokedAsFarAsItGoes() {
        CredentialIssuer issuer = issuer(CHAIN);
        Issued issued = issuer.issue(FakeRig.asking("repo:write"), "r");
        authority.server.next("/revoke", Reply.of(503, "text/plain", ""));

        unavailable(() -> issuer.revoke(issued.handle()));

        assertThat(authority.server.seen("/revoke")).hasSize(2);
        assertThat(authority.live()).isEqualTo(1);
        assertThat(issuer.probe(issued.handle())).as("one of two").isEqualTo(Liveness.UNKNOWN);
        issuer.revoke(issued.handle());
        assertThat(authority.live()).isZero();
        assertThat(issuer.probe(issued.handle())).isEqualTo(Liveness.DEAD);
    }

    @Test
    void reuseAccepted_isNotBlamedForARefusal() {
        authority.keepIdentity();
        authority.server.next("/revoke", Reply.json(400, "{\"error\":\"invalid_client\"}"));
        CredentialIssuer issuer = issuer(with(FEDERATED, "identity-reuse", "accepted"));
        issuer.issue(FakeRig.asking("repo:write"), "r");

        assertThatThrownBy(() -> issuer.revoke(HANDLE))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageNotContaining("sent before");
        assertThat(issuer.facts().authority()).isEqualTo(RevocationAuthority.IDENTITY);
    }

    @Test
    void configuredAudience_isAskedOfTheIdentity() {
        issuer(with(EXCHANGE, "audience", "https://other.example.com")).issue(FakeRig.asking("repo:write"), "r");

        issuer(EXCHANGE).issue(FakeRig.asking("repo:write"), "r");

        assertThat(authority.audiences()).containsExactly("https://other.example.com", authority.url());
    }

    @Test
    void revocationAndProof_ofAPublicClient() {
        CredentialIssuer issuer = issuer(EXCHANGE);
        issuer.revoke(HANDLE);
        issuer.probe(HANDLE);

        assertThat(authority.last("/revoke").form())
                .containsOnly(
                        Map.entry("token", "access-token-of-ours-abcdefgh"),
                        Map.entry("token_type_hint", "access_token"),
                        Map.entry("client_id", "ci"));
        assertThat(authority.last("/introspect").form())
                .containsOnly(
                        Map.entry("token", "access-token-of-ours-abcdefgh"),
                        Map.entry("token_type_hint", "access_token"));
        assertThat(authority.last("/introspect").headers())
                .containsEntry("authorization", "Bearer access-token-of-ours-abcdefgh");
    }

    @Test
    void revocationAndProof_ofAFederatedClient_useFreshIdentityEachTime() {
        CredentialIssuer issuer = issuer(with(FEDERATED, "prove", "client"));
        issuer.revoke(HANDLE);
        issuer.probe(HANDLE);

        assertThat(authority.last("/revoke").form()).containsEntry("client_assertion", identity(1));
        assertThat(authority.last("/introspect").form()).containsEntry("client_assertion", identity(2));
    }

    @Test
    void scopeLeftOut_meansAsAsked() {
        answers("{\"access_token\":\"token-abcdefghijkl\",\"token_type\":\"bearer\",\"expires_in\":60}");

        assertThat(issuer(EXCHANGE).issue(FakeRig.asking("a", "b"), "r").scope())
                .isEqualTo(Scope.of("scope", "a", "b"));
    }

    @Test
    void narrowerScope_isPassedOn() {
        answers(
                "{\"access_token\":\"token-abcdefghijkl\",\"token_type\":\"Bearer\",\"expires_in\":60,\"scope\":\"a\"}");

        assertThat(issuer(EXCHANGE).issue(FakeRig.asking("a", "b"), "r").scope())
                .isEqualTo(Scope.of("scope", "a"));
    }

    @Test
    void grantThatBreaksTheRules_isTakenBackAndRefused() {
        Map<String, String> cases = Map.of(
                "\"token_type\":\"DPoP\",\"expires_in\":60", "no bearer token",
                "\"token_type\":\"N_A\",\"expires_in\":60", "no bearer token",
                "\"token_type\":\" \",\"expires_in\":60", "breaks RFC 6749",
                "\"expires_in\":60", "breaks RFC 6749",
                "\"token_type\":\"Bearer\"", "without an end",
                "\"token_type\":\"Bearer\",\"expires_in\":0", "without an end",
                "\"token_type\":\"Bearer\",\"expires_in\":864000", "a credential for 240h",
                "\"token_type\":\"Bearer\",\"expires_in\":60,\"scope\":\"repo:write admin\"", "more than was asked",
                "\"token_type\":\"Bearer\",\"expires_in\":60,\"refresh_token\":\"refresh-abcdefghijkl\"",
                        "refresh token");
        cases.forEach((answer, why) -> {
            answers("{\"access_token\":\"token-abcdefghijkl\"," + answer + "}");

            assertThatThrownBy(() -> issuer(EXCHANGE).issue(FakeRig.asking("repo:write"), "r"))
                    .as(answer)
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining(why)
                    .hasMessageContaining("taken back")
                    .hasMessageNotContaining("abcdefghijkl");
            assertThat(authority.server.seen("/revoke"))
                    .as(answer)
                    .anyMatch(seen -> seen.form().get("token").equals("token-abcdefghijkl"));
        });
        assertThat(authority.server.seen("/revoke"))
                .anyMatch(seen -> seen.form().get("token").equals("refresh-abcdefghijkl"));
    }

    @Test
    void grantThatCannotBeTakenBack_isUncertain() {
        answers(
                "{\"access_token\":\"token-abcdefghijkl\",\"token_type\":\"Bearer\",\"expires_in\":60,\"scope\":\"admin\"}");
        authority.server.always("/revoke", Reply.of(500, "text/plain", "broken"));

        assertThatThrownBy(() -> issuer(EXCHANGE).issue(FakeRig.asking("repo:write"), "r"))
                .isInstanceOf(JitException.Uncertain.class)
                .hasMessageContaining("could not be taken back")
                .hasMessageContaining("It lives until 2026-11-22T10:01:00Z");
    }

    @Test
    void answersWithoutMeaning_areUncertain() {
        for (Reply reply : new Reply[] {
            Reply.of(200, "text/html", "<html>Sign in to the airport's network</html>"),
            Reply.json(200, "{"),
            Reply.json(200, "[]"),
            Reply.json(200, "null"),
            Reply.json(200, "{\"access_token\":7}"),
            Reply.json(200, "{\"a\":".repeat(20_000)),
            Reply.json(204, ""),
            Reply.of(500, "text/plain", "oops"),
            Reply.of(502, "text/html", "bad gateway"),
            Reply.json(500, "{\"error\":\"server_error\"}"),
            Reply.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"access", false),
            Reply.endless(),
            Reply.reset()
        }) {
            authority.server.next("/token", reply);

            assertThatThrownBy(() -> issuer(EXCHANGE).issue(FakeRig.asking("repo:write"), "r"))
                    .isInstanceOf(JitException.Uncertain.class);
        }
        assertThat(authority.granted()).isZero();
    }

    @Test
    void answerThatNeverComes_isUncertain() {
        web.close();
        web = Webs.impatient(clock);
        authority.server.next("/token", Reply.hang());

        assertThatThrownBy(() -> issuer(EXCHANGE).issue(FakeRig.asking("repo:write"), "r"))
                .isInstanceOf(JitException.Uncertain.class);
        assertThat(authority.granted()).isZero();
    }

    @Test
    void busyAuthority_isUnavailableForAsLongAsItSays() {
        authority.server.next("/token", Reply.of(503, "text/plain", "", "Retry-After: 7"));
        authority.server.next("/token", Reply.of(429, "text/plain", "", "Retry-After: 8"));
        authority.server.next("/revoke", Reply.of(503, "text/plain", "", "Retry-After: 9"));
        authority.server.next("/introspect", Reply.of(503, "text/plain", "", "Retry-After: 10"));
        CredentialIssuer issuer = issuer(EXCHANGE);

        assertThat(unavailable(() -> issuer.issue(FakeRig.asking("a"), "r")).retryAfter())
                .contains(Duration.ofSeconds(7));
        assertThat(unavailable(() -> issuer.issue(FakeRig.asking("a"), "r")).retryAfter())
                .contains(Duration.ofSeconds(8));
        assertThat(unavailable(() -> issuer.revoke(HANDLE)).retryAfter()).contains(Duration.ofSeconds(9));
        assertThat(unavailable(() -> issuer.probe(HANDLE)).retryAfter()).contains(Duration.ofSeconds(10));
    }

    @Test
    void redirect_isRefusedAndNothingSecretFollowsIt() {
        try (StubServer other = new StubServer("127.0.0.2")) {
            other.always("/token", Reply.json(200, "{}"));
            String target = other.uri("/token").toString();
            authority.server.next("/token", Reply.of(307, "text/plain", "", "Location: " + target));
            authority.server.next("/revoke", Reply.of(307, "text/plain", "", "Location: " + target));
            authority.server.next("/introspect", Reply.of(307, "text/plain", "", "Location: " + target));
            CredentialIssuer issuer = issuer(EXCHANGE);

            assertThatThrownBy(() -> issuer.issue(FakeRig.asking("a"), "r"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("redirect to " + target);
            assertThatThrownBy(() -> issuer.revoke(HANDLE)).isInstanceOf(JitException.Refused.class);
            assertThat(issuer.probe(HANDLE)).isEqualTo(Liveness.UNKNOWN);
            assertThat(other.seen()).isEmpty();
        }
    }

    @Test
    void oauthError_decidesByItsNameAndNotTheStatus() {
        for (int status : new int[] {400, 401, 403}) {
            authority.server.next("/token", Reply.json(status, "{\"error\":\"invalid_client\"}"));

            JitException refusal = catchThrowableOfType(
                    JitException.Refused.class, () -> issuer(FEDERATED).issue(FakeRig.asking("a"), "r"));

            assertThat(refusal.problems().get(0).what())
                    .isEqualTo(authority.url() + " refused the request: invalid_client (HTTP " + status + ")");
            assertThat(refusal)
                    .hasMessageContaining(
                            "This authority knows no client whose subject is repo:acme/app:ref:refs/heads/main.");
        }
    }

    @Test
    void knownErrors_sayWhatToDo() {
        Map<String, String> todo = Map.of(
                "invalid_scope", "It does not grant this client scope repo:write",
                "invalid_grant", "It does not accept an identity token of \"https://ci.example.com\"",
                "invalid_client", "It knows no public client \"ci\"",
                "unauthorized_client", "Allow the grant token-exchange",
                "access_denied", "Its own rules forbid");
        todo.forEach((error, sentence) -> {
            authority.server.next("/token", Reply.json(400, "{\"error\":\"" + error + "\"}"));

            assertThatThrownBy(() -> issuer(EXCHANGE).issue(FakeRig.asking("repo:write"), "r"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining(sentence);
        });
    }

    @Test
    void hostileErrors_areQuotedHarmlessly() {
        authority.server.next(
                "/token",
                Reply.json(
                        400,
                        "{\"error\":\"a\\n::stop-commands::\",\"error_description\":\"x\\n::add-mask::" + identity(1)
                                + "\"}"));

        assertThatThrownBy(() -> issuer(EXCHANGE).issue(FakeRig.asking("repo:write"), "r"))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("refused the request (HTTP 400)")
                .hasMessageContaining("It says: x ::add-mask::[hidden]")
                .hasMessageNotContaining("identity-token");
    }

    @Test
    void revocation_isAcceptedWithOrWithoutAnErrorInIt() {
        authority.server.next("/revoke", Reply.json(200, "{\"error\":\"invalid_token\"}"));
        authority.server.next("/revoke", Reply.of(204, "text/plain", ""));
        CredentialIssuer issuer = issuer(EXCHANGE);

        issuer.revoke(HANDLE);
        issuer.revoke(HANDLE);

        assertThat(authority.server.seen("/revoke")).hasSize(2);
    }

    @Test
    void revocationByAnotherClient_isRefused() {
        authority.server.next(
                "/revoke",
                Reply.json(400, "{\"error\":\"invalid_request\",\"error_description\":\"Unmatching clients\"}"));

        assertThatThrownBy(() -> issuer(EXCHANGE).revoke(HANDLE))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("It says: Unmatching clients");
    }

    @Test
    void usedIdentityToken_isWaitedOut() {
        authority.keepIdentity();
        CredentialIssuer issuer = issuer(FEDERATED);
        issuer.issue(FakeRig.asking("repo:write"), "r");
        authority.server.next(
                "/revoke",
                Reply.json(400, "{\"error\":\"invalid_client\",\"error_description\":\"Token reuse detected\"}"));

        assertThatThrownBy(() -> issuer.revoke(HANDLE))
                .isInstanceOf(JitException.Unavailable.class)
                .hasMessageContaining("This identity token was sent before");
    }

    @Test
    void probe_readsEveryAnswerHonestly() {
        CredentialIssuer issuer = issuer(EXCHANGE);
        Map<Reply, Liveness> cases = Map.of(
                Reply.json(200, "{\"active\":true}"), Liveness.ALIVE,
                Reply.json(200, "{\"active\":false}"), Liveness.DEAD,
                Reply.json(200, "{\"active\":\"false\"}"), Liveness.UNKNOWN,
                Reply.json(200, "{}"), Liveness.UNKNOWN,
                Reply.of(200, "text/html", "<html>"), Liveness.UNKNOWN,
                Reply.of(401, "text/plain", ""), Liveness.UNKNOWN,
                Reply.of(401, "text/plain", "", "WWW-Authenticate: Bearer error=\"invalid_token\""), Liveness.DEAD,
                Reply.of(403, "text/plain", "", "WWW-Authenticate: Bearer error=\"insufficient_scope\""),
                        Liveness.UNKNOWN);
        cases.forEach((reply, liveness) -> {
            authority.server.next("/introspect", reply);
            assertThat(issuer.probe(HANDLE)).isEqualTo(liveness);
        });
        authority.server.next("/introspect", Reply.close());
        unavailable(() -> issuer.probe(HANDLE));
    }

    @Test
    void refusalOfTheClient_isNoProofOfDeath() {
        authority.server.next(
                "/introspect", Reply.of(401, "text/plain", "", "WWW-Authenticate: Bearer error=\"invalid_token\""));

        assertThat(issuer(with(FEDERATED, "prove", "client")).probe(HANDLE)).isEqualTo(Liveness.UNKNOWN);
    }

    @Test
    void scopeThatIsNoWord_isMisconfigured() {
        for (String scope : new String[] {"repo:write admin", "a\"b", "a\\b", "\u00e9"}) {
            assertThatThrownBy(() -> issuer(EXCHANGE).issue(FakeRig.asking(scope), "r"))
                    .isInstanceOf(JitException.Misconfigured.class);
        }
        assertThat(authority.server.seen()).isEmpty();
    }

    @Test
    void facts_sayByWhoseAuthority() {
        assertThat(issuer(EXCHANGE).facts().authority()).isEqualTo(RevocationAuthority.SELF);
        assertThat(issuer(FEDERATED).facts().authority()).isEqualTo(RevocationAuthority.FRESH_IDENTITY);
        assertThat(issuer(with(FEDERATED, "authenticate", "secret", "client", "ci", "secret", "env:X"))
                        .facts()
                        .authority())
                .isEqualTo(RevocationAuthority.REAPER);
        assertThat(issuer(with(EXCHANGE, "revoke", "none")).facts().revocability())
                .isEqualTo(Revocability.EXPIRY_ONLY);
        assertThat(issuer(with(EXCHANGE, "prove", "none")).facts().provable()).isFalse();
    }

    @Test
    void missingSecret_isMisconfiguredBeforeAnythingIsSent() {
        CredentialIssuer issuer = Issuers.create(
                spec(with(FEDERATED, "authenticate", "secret", "client", "ci", "secret", "env:NOT_SET")),
                web,
                authority,
                new NamedSecrets(Map.of()),
                clock);

        assertThatThrownBy(() -> issuer.issue(FakeRig.asking("a"), "r"))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("env:NOT_SET is not set");
        assertThat(authority.server.seen("/token")).isEmpty();
    }

    @Test
    void prepare_asksForMetadataOnly() {
        CredentialIssuer issuer = issuer(EXCHANGE);
        issuer.prepare();
        issuer.revoke(HANDLE);

        assertThat(authority.server.seen())
                .extracting(StubServer.Seen::path)
                .containsExactly("/.well-known/oauth-authorization-server", "/revoke");
    }

    @Test
    void prepare_sendsNoIdentityToken() {
        issuer(FEDERATED).prepare();

        assertThat(authority.audiences()).containsExactly(authority.url());
        assertThat(authority.server.seen()).noneMatch(seen -> seen.body().contains("identity-token"));
    }

    /** A CI system's own. */
    private static final class Jwts implements IdentityTokens {
        @Override
        public IdentityToken fresh(String audience) {
            return new IdentityToken(
                    new Identity("ci", CiAuthority.ISSUER, "repo:acme/app", Map.of(), NOW.plusSeconds(300)),
                    Secret.of(CiAuthority.token(audience, NOW)));
        }

        @Override
        public Renewability renewability() {
            return Renewability.FRESH;
        }
    }

    private static RSAKey clientKey() {
        try {
            return new RSAKeyGenerator(2048).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JitException.Unavailable unavailable(ThrowingCallable call) {
        JitException.Unavailable failure = catchThrowableOfType(JitException.Unavailable.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private void answers(String json) {
        authority.server.next("/token", Reply.json(200, json));
    }

    private static String identity(int number) {
        return "identity-token-" + number + "-signature-abcdefgh";
    }

    private static Map<String, String> with(Map<String, String> settings, String... more) {
        Map<String, String> all = new TreeMap<>(settings);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private IssuerSpec spec(Map<String, String> settings) {
        return new IssuerSpec("sso", "oauth2", new TreeMap<>(with(settings, "url", authority.url())));
    }

    private CredentialIssuer issuer(Map<String, String> settings) {
        return Issuers.create(spec(settings), web, authority, place -> Secret.of("client-secret-abcdefgh"), clock);
    }
}
