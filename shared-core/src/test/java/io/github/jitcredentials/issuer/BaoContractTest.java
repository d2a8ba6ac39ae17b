package io.github.jitcredentials.issuer;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** The contract, kept before a real OpenBao and a real PostgreSQL. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveOpenBao")
class BaoContractTest {
    @Nested
    class UserOfADatabase implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return BaoRig.database(Map.of());
        }
    }

    @Nested
    class UserOfADatabaseRevokedByTheLoginsToken implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return BaoRig.database(Map.of("revoke", "token"));
        }
    }

    @Nested
    class WrappedUserOfADatabase implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return BaoRig.database(Map.of("wrap", "response"));
        }
    }

    @Nested
    class TokenOfItsOwn implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return BaoRig.token(Map.of());
        }
    }

    @Nested
    class TokenRevokedByTheLoginsToken implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return BaoRig.token(Map.of("revoke", "token"));
        }
    }
}
