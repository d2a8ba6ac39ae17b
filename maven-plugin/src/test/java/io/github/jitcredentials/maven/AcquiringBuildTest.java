package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.maven.entry.GuardException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcquiringBuildTest {
    private static final String PROPERTY = "migrate.token";
    private static final String PLUGIN = "jit-credentials-maven-plugin";

    private final FakeDesk desk = new FakeDesk();
    private final RecordingConsole console = new RecordingConsole();
    private final GuardedBuild guard = new GuardedBuild(
            session -> desk, console, new Tally(StandardCharsets.UTF_8), new Shutdown(Runtime.getRuntime()));
    private final FakeBuild build = new FakeBuild();
    private final MavenSession session = build.session();
    private final MavenProject app = build.project("app", "1.0", "https://repo.example.com/");
    private final MojoExecution acquire = execution("acquire", "");
    private final MojoExecution revoke = execution("revoke", "");

    private static MojoExecution execution(String goal, String more) {
        return FakeBuild.execution(PLUGIN, goal, "<configuration>" + more + "</configuration>");
    }

    private static String path(MavenProject project) {
        return project.getProperties().getProperty(PROPERTY, "");
    }

    @AfterEach
    void nothingIsAlive() {
        guard.close();
        assertThat(desk.live).isEmpty();
    }

    @Test
    void fromAcquireToRevoke_aPropertyHoldsThePath() {
        guard.plan(session, app, List.of(acquire, revoke));
        assertThat(desk.opened).hasValue(0);
        assertThat(path(app)).isEmpty();

        guard.begin(session, app, acquire);
        assertThat(path(app)).isEqualTo("/run/token-1");
        assertThat(desk.live).hasSize(1);

        guard.begin(session, app, revoke);
        assertThat(app.getProperties()).doesNotContainKey(PROPERTY);
        assertThat(desk.ended).containsExactly("jit-credentials:acquire (default-acquire) @ app COMPLETED");
        guard.leave(app, true);
        guard.close();
        assertThat(console.lines())
                .containsExactly(
                        "I jit-credentials: permit \"migrate\"",
                        "I jit-credentials: acquired \"migrate\": the path is in migrate.token",
                        "I the report of token-1");
    }

    @Test
    void projectThatFails_endsWhatItHoldsAndNoOthers() {
        MavenProject other = build.project("other", "1.0", "https://repo.example.com/");
        guard.begin(session, app, acquire);
        guard.begin(session, other, acquire);
        guard.leave(app, false);

        assertThat(desk.ended).containsExactly("jit-credentials:acquire (default-acquire) @ app FAILED_TASK");
        assertThat(path(app)).isEmpty();
        assertThat(path(other)).isEqualTo("/run/token-2");
        guard.close();
        assertThat(path(other)).isEmpty();
    }

    @Test
    void acquiredTwice_isOneLeaseAndToldToAForkedProjectToo() {
        MavenProject forked = build.project("app", "1.0", "https://repo.example.com/");
        guard.begin(session, app, acquire);
        guard.begin(session, forked, acquire);

        assertThat(desk.opened).hasValue(1);
        assertThat(path(forked)).isEqualTo(path(app));
        guard.begin(session, app, revoke);
        assertThat(path(forked)).isEmpty();
    }

    @Test
    void oneOfTwoProfiles_isRevokedByItsName() {
        MojoExecution other = execution("acquire", "<profiles>notes</profiles>");
        guard.begin(session, app, acquire);
        guard.begin(session, app, other);
        guard.begin(session, app, execution("revoke", "<profiles>notes</profiles>"));

        assertThat(app.getProperties()).doesNotContainKey("notes.token").containsKey(PROPERTY);
        assertThat(desk.live).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void propertyThatIsSetAlready_isRefusedBeforeAnythingIsIssued(boolean inThePom) {
        (inThePom ? app.getProperties() : session.getUserProperties()).setProperty(PROPERTY, "elsewhere");

        assertThatThrownBy(() -> guard.plan(session, app, List.of(acquire)))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("property \"migrate.token\" is set already")
                .hasMessageContaining("Nothing was issued.");
        assertThatThrownBy(() -> guard.begin(session, app, acquire)).isInstanceOf(GuardException.class);
        assertThat(desk.opened).hasValue(0);
    }

    @Test
    void refusal_isSaidWithThePlan() {
        desk.refusal = Optional.of(FakeDesk.problem("no"));

        assertThatThrownBy(() -> guard.plan(session, app, List.of(acquire)))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("jit-credentials: no");
    }

    @Test
    void nobodyVouchesAndSettingsServe_theSecondSentenceIsNotNeeded() {
        desk.nobodyVouches = true;
        guard.plan(session, app, List.of(acquire));
        guard.begin(session, app, acquire);

        assertThat(path(app)).isEmpty();
        assertThat(console.lines())
                .containsExactly("W jit-credentials: nobody vouches for this build: \"migrate\" is not acquired,"
                        + " migrate.token is not set");
    }

    @Test
    void revokeOfNothing_saysSo() {
        guard.plan(session, app, List.of(revoke));
        guard.begin(session, app, revoke);

        assertThat(console.lines())
                .containsExactly("I jit-credentials: nothing to revoke: this project holds no credential file");
    }

    @Test
    void skippedExecution_doesNothing() {
        MojoExecution skipped = execution("acquire", "<skip>true</skip>");
        guard.plan(session, app, List.of(skipped));
        guard.begin(session, app, skipped);

        assertThat(desk.permitted).isEmpty();
        assertThat(console.lines()).isEmpty();
    }

    @Test
    void stuckLease_isAnErrorAtOnce() {
        desk.outcome = Ended.Outcome.STUCK;
        guard.begin(session, app, acquire);
        guard.begin(session, app, revoke);

        assertThat(console.lines()).contains("E jit-credentials: the report of token-1");
    }

    @Test
    void buildThatEndsWhileTheIssuerIsAsked_handsNothingOver() {
        desk.whileOpening = guard::close;

        assertThatThrownBy(() -> guard.begin(session, app, acquire)).hasMessageContaining("the build is ending");
        assertThat(desk.opened).hasValue(1);
        assertThat(path(app)).isEmpty();
    }
}
