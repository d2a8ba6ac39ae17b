package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.authority.http.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Leases that outlive the process that opened them, and who ends them: acquire, revoke, live, sweep. */
class LeasesIT extends OnGround {
    private static final String ACQUIRE = "\"$JITC\" acquire --profile deploy --output credential ";

    @AfterEach
    void end() {
        assertThat(ground.alive()).as("alive at the end").isZero();
    }

    @Test
    void acquiredCredential_livesUntilItIsRevoked() throws Exception {
        Shell acquired = ground.run(ACQUIRE);
        assertThat(acquired.code()).as(acquired.err()).isZero();
        String lease = acquired.out().strip();
        assertThat(lease).matches("[0-9a-f]{12}");
        assertThat(ground.alive()).isOne();
        Path file = ground.project().resolve("credential");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(acquired.out() + acquired.err()).doesNotContain(Files.readString(file));

        Shell swept = ground.run("\"$JITC\" sweep");
        assertThat(swept.code()).isZero();
        assertThat(ground.alive()).as("a sweep leaves it alone").isOne();

        Shell live = ground.run("\"$JITC\" live --json");
        JsonNode listed = new ObjectMapper().readTree(live.out());
        assertThat(listed.path("lease").asText()).isEqualTo(lease);
        assertThat(listed.path("owner").asText()).isEqualTo("detached");

        Shell revoked = ground.run("\"$JITC\" revoke " + lease);
        assertThat(revoked.code()).as(revoked.err()).isZero();
        assertThat(revoked.err()).contains(lease).contains("proven dead");
        assertThat(ground.alive()).isZero();

        Shell again = ground.run("\"$JITC\" revoke " + lease);
        assertThat(again.code()).as("over already").isZero();
        assertThat(again.err()).contains("no lease " + lease + " is alive");
    }

    @Test
    void credential_canBeReadByAShell() throws Exception {
        Shell shell = ground.run(
                ACQUIRE + "--format env && . ./credential && [ -n \"$DEPLOY_TOKEN\" ] && \"$JITC\" live --revoke");
        assertThat(shell.code()).as(shell.err()).isZero();
    }

    @Test
    void fileThatIsThere_isNotOverwritten_andNothingIsIssued() throws Exception {
        Shell shell = ground.run("echo mine > credential; " + ACQUIRE);
        assertThat(shell.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.err()).contains("there is a file already");
        assertThat(Files.readString(ground.project().resolve("credential"))).isEqualTo("mine\n");
        assertThat(ground.granted()).isZero();
    }

    @Test
    void failedAcquire_leavesNoFile() throws Exception {
        ground.authority().faults().arm(Fault.status("/token", 403));
        Shell shell = ground.run(ACQUIRE);
        assertThat(shell.code()).isEqualTo(ExitCode.FAILED.code());
        assertThat(ground.exists("credential")).isFalse();
    }

    @Test
    void killSwitch_endsWhatAnybodyHolds() throws Exception {
        ground.run(ACQUIRE);
        Shell work = ground.shell(
                "exec \"$JITC\" exec --profile read -- sh -c 'touch ready; until [ -e go ]; do sleep 0.02; done'");
        Ground.await("the command", () -> ground.exists("ready"));
        assertThat(ground.alive()).isEqualTo(2);
        Shell killed = ground.run("\"$JITC\" live --revoke --json");
        assertThat(killed.code()).as(killed.err()).isZero();
        assertThat(ground.alive()).isZero();
        JsonNode report = new ObjectMapper().readTree(killed.out());
        assertThat(report.path("leases")).hasSize(2).allSatisfy(lease -> {
            assertThat(lease.path("reason").asText()).isEqualTo("withdrawn");
            assertThat(lease.path("outcome").asText()).isEqualTo("proven");
        });
        ground.create("go");
        assertThat(work.await().code())
                .as("the command goes on, with a dead credential")
                .isZero();
    }

    @Tag("thorough")
    @Test
    void refusedRevocation_isSaidToBeAlive() throws Exception {
        String lease = ground.run(ACQUIRE).out().strip();
        ground.authority().faults().arm(Fault.status("/revoke", 503).times(100));
        Shell shell = ground.run("\"$JITC\" revoke --revoke-timeout 1s " + lease);
        assertThat(shell.code()).isEqualTo(ExitCode.ALIVE.code());
        assertThat(shell.err()).contains("STUCK").contains("alive until");
        ground.authority().faults().clear();
        assertThat(ground.run("\"$JITC\" revoke " + lease).code()).isZero();
    }
}
