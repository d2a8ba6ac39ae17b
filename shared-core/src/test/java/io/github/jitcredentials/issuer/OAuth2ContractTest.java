package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;

class OAuth2ContractTest {
    @Nested
    class TokenExchange implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new Rig(Map.of("client", "ci"));
        }
    }

    @Nested
    class ClientCredentialsWithIdentity implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new Rig(Map.of("grant", "client-credentials"));
        }
    }

    @Nested
    class ProofByTheClient implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new Rig(Map.of("grant", "client-credentials", "prove", "client"));
        }
    }

    @Nested
    class ClientSecret implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new Rig(Map.of(
                    "client",
                    "ci",
                    "grant",
                    "client-credentials",
                    "authenticate",
                    "secret",
                    "secret",
                    "env:CLIENT_SECRET"));
        }
    }

    @Nested
    class WithoutRevocationAndProof implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new Rig(Map.of("client", "ci", "revoke", "none", "prove", "none"));
        }
    }

    private static final class Rig implements IssuerRig {
        private final StubAuthority authority = new StubAuthority();
        private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
        private final Web web = new Web(WebSettings.standard(), clock);
        private final CredentialIssuer issuer;

        Rig(Map<String, String> settings) {
            Map<String, String> all = new TreeMap<>(settings);
            all.put("url", authority.url());
            issuer = Issuers.create(
                    new IssuerSpec("sso", "oauth2", new TreeMap<>(all)),
                    web,
                    authority,
                    place -> Secret.of("client-secret-abcdefghijkl"),
                    clock);
        }

        @Override
        public CredentialIssuer issuer() {
            return issuer;
        }

        @Override
        public CredentialRequest request() {
            return FakeRig.asking("repo:write");
        }

        @Override
        public int live() {
            return authority.live();
        }

        @Override
        public int granted() {
            return authority.granted();
        }

        @Override
        public void loseNextAnswer() {
            authority.loseNext();
        }

        @Override
        public void goAway() {
            authority.goAway();
        }

        @Override
        public void comeBack() {
            authority.comeBack();
        }

        @Override
        public void refuseNext() {
            authority.refuseNext();
        }

        @Override
        public void grantMoreNext() {
            authority.grantMoreNext();
        }

        @Override
        public void grantEndlessNext() {
            authority.grantEndlessNext();
        }

        @Override
        public List<Secret> secrets() {
            return authority.secrets();
        }

        @Override
        public void close() {
            web.close();
            authority.close();
        }
    }
}
