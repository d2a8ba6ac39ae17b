package io.github.jitcredentials.issuer;

import java.util.Map;
import org.junit.jupiter.api.Nested;

class GitHubAppContractTest {
    @Nested
    class ClassicTokens implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new GitHubRig(FakeGitHub.Format.CLASSIC, Map.of());
        }
    }

    @Nested
    class StatelessTokensOfAnOrganization implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new GitHubRig(FakeGitHub.Format.STATELESS, Map.of("installation", "organization"));
        }
    }
}
