package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.Secret;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an alarm says that an administrator should type, typed. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveOpenBao")
class BaoByHandTest {
    static Stream<Arguments> rigs() {
        return Stream.of(
                Arguments.of("a database's user", (Supplier<BaoRig>) () -> BaoRig.database(Map.of())),
                Arguments.of("a kept login", (Supplier<BaoRig>) () -> BaoRig.database(Map.of("revoke", "token"))),
                Arguments.of("a token", (Supplier<BaoRig>) () -> BaoRig.token(Map.of())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rigs")
    void command_endsAllThatTheHandleNames_andHoldsNoSecret(String what, Supplier<BaoRig> of) {
        try (BaoRig rig = of.get()) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            String command = rig.issuer().byHand(issued.handle());
            assertThat(command).startsWith("bao token revoke ").contains(" -accessor ");
            for (Secret secret : issued.credential().fields().values()) {
                assertThat(command).doesNotContain(secret.reveal());
            }
            for (Secret secret : issued.handle().sealed().values()) {
                assertThat(command).doesNotContain(secret.reveal());
            }

            rig.desk().bao().administrator(command);

            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.DEAD);
            assertThat(rig.live()).isZero();
        }
    }
}
