package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.maven.entry.GuardException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystemSession;
import org.junit.jupiter.api.Test;

class GuardedBuildTest {
    private static final String HEADERS = "aether.connector.http.headers.releases";
    private static final String URL = "https://repo.example.com/releases";

    private final FakeDesk desk = new FakeDesk();
    private final AtomicInteger desks = new AtomicInteger();
    private final RecordingConsole console = new RecordingConsole();
    private final GuardedBuild guard = new GuardedBuild(
            session -> {
                desks.incrementAndGet();
                return desk;
            },
            console,
            new Tally(StandardCharsets.UTF_8),
            new Shutdown(Runtime.getRuntime()));
    private final FakeBuild build = new FakeBuild();
    private final MavenSession session = build.session();
    private final MojoExecution deploy = FakeBuild.deploy();

    private Object headers() {
        return session.getRepositorySession().getConfigProperties().get(HEADERS);
    }

    @Test
    void upload_isMintedWhenAskedForAndEndedWithItsGoal() {
        MavenProject app = build.project("app", "1.0", URL);
        RepositorySystemSession before = session.getRepositorySession();
        guard.plan(session, app, List.of(deploy));
        assertThat(desk.opened).hasValue(0);
        assertThat(headers()).isNull();

        guard.begin(session, app, deploy);
        assertThat(desk.opened).hasValue(0);
        assertThat(headers()).asString().isEqualTo("[Authorization]");
        assertThat(desk.live).hasSize(1);

        guard.end(app, deploy, true);
        assertThat(desk.live).isEmpty();
        assertThat(headers()).isNull();

        guard.close();
        assertThat(desk.ended).containsExactly("deploy:deploy (default-deploy) @ app COMPLETED");
        assertThat(console.lines()).containsExactly("I jit-credentials: permit \"deploy\"", "I the report of token-1");
        assertThat(session.getRepositorySession()).isSameAs(before);
        assertThat(desk.closed).isTrue();
    }

    @Test
    void goalThatUploadsNothing_mintsNothing() {
        MavenProject app = build.project("app", "1.0", URL);
        guard.begin(session, app, deploy);
        guard.end(app, deploy, true);
        guard.close();

        assertThat(desk.opened).hasValue(0);
        assertThat(console.lines()).containsExactly("I jit-credentials: permit \"deploy\"");
    }

    @Test
    void failingGoal_endsItsLease() {
        MavenProject app = build.project("app", "1.0", URL);
        guard.begin(session, app, deploy);
        headers();
        guard.end(app, deploy, false);
        guard.end(app, deploy, false);

        assertThat(desk.ended).containsExactly("deploy:deploy (default-deploy) @ app FAILED_TASK");
        guard.close();
    }

    @Test
    void goalWhoseEndNobodyTold_isEndedWithTheBuild() {
        guard.begin(session, build.project("app", "1.0", URL), deploy);
        headers();
        guard.close();
        guard.close();

        assertThat(desk.live).isEmpty();
        assertThat(console.lines()).contains("I the report of token-1");
    }

    @Test
    void refusal_isWholeOnceAndPointsBackAfterwards() {
        desk.refusal = java.util.Optional.of(FakeDesk.problem("no"));
        MavenProject a = build.project("a", "1.0", URL);
        MavenProject b = build.project("b", "1.0", URL);

        assertThatThrownBy(() -> guard.plan(session, a, List.of(deploy)))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("jit-credentials: no")
                .hasMessageContaining("Nothing was issued. Nothing was uploaded.");
        assertThatThrownBy(() -> guard.plan(session, b, List.of(deploy)))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("refused, as said above");
        assertThat(desk.permitted).hasSize(1);
        guard.close();
    }

    @Test
    void deskThatDoesNotOpen_isTriedOnce() {
        AtomicInteger tries = new AtomicInteger();
        GuardedBuild broken = new GuardedBuild(
                s -> {
                    tries.incrementAndGet();
                    throw FakeDesk.problem("the file is wrong");
                },
                console,
                new Tally(StandardCharsets.UTF_8),
                new Shutdown(Runtime.getRuntime()));
        MavenProject app = build.project("app", "1.0", URL);

        assertThatThrownBy(() -> broken.plan(session, app, List.of(deploy))).hasMessageContaining("the file is wrong");
        assertThatThrownBy(() -> broken.plan(session, app, List.of(deploy))).hasMessageContaining("as said above");
        assertThat(tries).hasValue(1);
        broken.close();
    }

    @Test
    void outageAfterAnUpload_doesNotSayThatNothingWasUploaded() {
        MavenProject a = build.project("a", "1.0", URL);
        guard.begin(session, a, deploy);
        headers();
        guard.end(a, deploy, true);
        desk.outage = java.util.Optional.of(FakeDesk.problem("the issuer is gone"));
        guard.begin(session, build.project("b", "1.0", URL), deploy);

        assertThatThrownBy(this::headers)
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("the issuer is gone")
                .hasMessageContaining("Nothing more was uploaded.");
        guard.close();
    }

    @Test
    void nobodyVouchesAndSettingsServe_nothingIsMinted() {
        desk.nobodyVouches = true;
        guard.begin(session, build.project("app", "1.0", URL), deploy);

        assertThat(headers()).isNull();
        assertThat(console.lines()).singleElement().asString().contains("is left to settings.xml");
        guard.close();
    }

    @Test
    void skippedUpload_opensNoDesk() {
        FakeBuild skipping = new FakeBuild("maven.deploy.skip", "true");
        MavenProject app = skipping.project("app", "1.0", URL);
        guard.plan(skipping.session(), app, List.of(deploy));
        guard.begin(skipping.session(), app, deploy);
        guard.end(app, deploy, true);
        guard.close();

        assertThat(desks).hasValue(0);
        assertThat(console.lines()).isEmpty();
    }

    @Test
    void uploadsLeftToTheLastModule_allHaveToBeCovered() {
        FakeBuild atEnd = new FakeBuild("deployAtEnd", "true");
        MavenSession late = atEnd.session();
        guard.begin(late, atEnd.project("a", "1.0", "https://evil.example/"), deploy);
        guard.end(atEnd.project("a", "1.0", URL), deploy, true);
        guard.begin(late, atEnd.project("b", "1.0", URL), deploy);

        assertThat(late.getRepositorySession().getConfigProperties().get(HEADERS))
                .isNull();
        assertThat(desk.opened).hasValue(0);
        guard.close();
    }

    @Test
    void stuckLease_isAnErrorAtOnce() {
        desk.outcome = Ended.Outcome.STUCK;
        MavenProject app = build.project("app", "1.0", URL);
        guard.begin(session, app, deploy);
        headers();
        guard.end(app, deploy, true);

        assertThat(console.lines()).contains("E jit-credentials: the report of token-1");
        guard.close();
    }

    @Test
    void endWhileTheIssuerIsAsked_endsWhatItGave() {
        desk.whileOpening = guard::close;
        guard.begin(session, build.project("app", "1.0", URL), deploy);

        assertThatThrownBy(this::headers).isInstanceOf(IllegalStateException.class);
        assertThat(desk.opened).hasValue(1);
        assertThat(desk.live).isEmpty();
    }

    @Test
    void afterTheBuild_nothingBegins() {
        MavenProject app = build.project("app", "1.0", URL);
        guard.plan(session, app, List.of(deploy));
        guard.close();

        assertThatThrownBy(() -> guard.begin(session, app, deploy)).hasMessageContaining("the build is ending");
    }
}
