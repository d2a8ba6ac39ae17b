package io.github.jitcredentials.issuer;

import io.github.jitcredentials.issuer.KeycloakRig.Way;
import io.github.jitcredentials.peer.Realm;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** The contract, kept before a real Keycloak, in every way that docs/keycloak.md shows. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveKeycloak")
class KeycloakContractTest {
    private static Realm realm;

    @BeforeAll
    static void createRealm() {
        realm = new Realm();
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    @Nested
    class FreshIdentityToken implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new KeycloakRig(realm, Way.FEDERATED, Map.of());
        }
    }

    @Nested
    class SameIdentityToken implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new KeycloakRig(realm, Way.SAME_TOKEN, Map.of());
        }
    }

    @Nested
    class KeyOfItsOwn implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new KeycloakRig(realm, Way.KEY, Map.of());
        }
    }

    @Nested
    class Exchange implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new KeycloakRig(realm, Way.EXCHANGE, Map.of());
        }
    }

    @Nested
    class IdentityTokenAsGrant implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new KeycloakRig(realm, Way.GRANT, Map.of());
        }
    }

    @Nested
    class WithoutProof implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new KeycloakRig(realm, Way.FEDERATED, Map.of("prove", "none"));
        }
    }
}
