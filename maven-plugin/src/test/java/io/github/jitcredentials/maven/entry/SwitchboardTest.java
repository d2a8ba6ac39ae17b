package io.github.jitcredentials.maven.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwitchboardTest {
    private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();
    private final Properties user = new Properties();
    private final MavenProject project = new MavenProject();

    @SuppressWarnings("deprecation") // Maven has no other constructor that needs no more.
    private MavenSession session() {
        request.setUserProperties(user);
        request.setSystemProperties(new Properties());
        return new MavenSession(null, new DefaultRepositorySystemSession(), request, new DefaultMavenExecutionResult());
    }

    private static List<MojoExecution> plan(String plugin, String goal) {
        Plugin of = new Plugin();
        of.setGroupId("org.apache.maven.plugins");
        of.setArtifactId(plugin);
        return List.of(new MojoExecution(of, goal, "default"));
    }

    private static final List<MojoExecution> DEPLOY = plan("maven-deploy-plugin", "deploy");

    @ParameterizedTest
    @ValueSource(strings = {"1.8", "11", "16", ""})
    void olderJavaWithAGuardedGoal_saysSo(String java) {
        Switchboard switchboard = new Switchboard(java);
        MavenSession session = session();
        switchboard.enter(session);

        assertThatThrownBy(() -> switchboard.plan(session, project, DEPLOY))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("needs Java 17")
                .hasMessageContaining("Nothing was issued. Nothing was uploaded.");
    }

    private static List<MojoExecution> own(String goal) {
        Plugin of = new Plugin();
        of.setGroupId("io.github.jitcredentials");
        of.setArtifactId("jit-credentials-maven-plugin");
        return List.of(new MojoExecution(of, goal, "default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acquire", "revoke"})
    void olderJavaWithAGoalOfOurs_saysSo(String goal) {
        Switchboard switchboard = new Switchboard("11");
        MavenSession session = session();
        switchboard.enter(session);

        assertThatThrownBy(() -> switchboard.plan(session, project, own(goal)))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("needs Java 17")
                .hasMessageContaining("Nothing was issued.");
        assertThatThrownBy(() -> switchboard.begin(session, project, own(goal).get(0)))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("needs Java 17");
    }

    @Test
    void goalOfOursThatAnotherForks_isFound() {
        Switchboard switchboard = new Switchboard("11");
        MavenSession session = session();
        switchboard.enter(session);
        MojoExecution forking = plan("maven-site-plugin", "site").get(0);
        forking.setForkedExecutions("com.example:app", own("acquire"));

        assertThatThrownBy(() -> switchboard.plan(session, project, List.of(forking)))
                .isInstanceOf(GuardException.class);
    }

    @Test
    void acquireOffline_isRefusedAndRevokeIsNot() {
        request.setOffline(true);
        Switchboard switchboard = new Switchboard("17");
        MavenSession session = session();
        switchboard.enter(session);

        assertThatThrownBy(() -> switchboard.plan(session, project, own("acquire")))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("Maven is offline")
                .hasMessageContaining("-Djit-credentials.skip");
        assertThatCode(() -> switchboard.plan(session, project, own("revoke"))).doesNotThrowAnyException();
    }

    @Test
    void checkAndHelp_wantNoGuard() {
        Switchboard switchboard = new Switchboard("11");
        MavenSession session = session();
        switchboard.enter(session);

        assertThatCode(() -> {
                    switchboard.plan(session, project, own("check"));
                    switchboard.plan(session, project, own("help"));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void presence_isThatOfTheExtension() {
        MavenSession session = session();
        assertThat(Presence.isIn(session)).isFalse();
        new Switchboard("17").enter(session);
        assertThat(Presence.isIn(session)).isTrue();
    }

    @Test
    void olderJavaWithoutAGuardedGoal_silent() {
        Switchboard switchboard = new Switchboard("11");
        MavenSession session = session();
        switchboard.enter(session);

        assertThatCode(() -> {
                    switchboard.plan(session, project, plan("maven-install-plugin", "install"));
                    switchboard.plan(session, project, plan("maven-site-plugin", "deploy"));
                    switchboard.plan(session, project, List.of());
                })
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "TRUE", "", " "})
    void skipped_silent(String skip) {
        user.setProperty("jit-credentials.skip", skip);
        Switchboard switchboard = new Switchboard("11");
        MavenSession session = session();
        switchboard.enter(session);

        assertThatCode(() -> switchboard.plan(session, project, DEPLOY)).doesNotThrowAnyException();
    }

    @Test
    void offline_silent() {
        request.setOffline(true);
        Switchboard switchboard = new Switchboard("11");
        MavenSession session = session();
        switchboard.enter(session);

        assertThatCode(() -> switchboard.plan(session, project, DEPLOY)).doesNotThrowAnyException();
    }

    @Test
    void merePluginThatIsNoExtension_idle() {
        assertThatCode(() -> new Switchboard("11").plan(session(), project, DEPLOY))
                .doesNotThrowAnyException();
    }

    @Test
    void goalsThatTheUserNames_areTheGuardedOnes() {
        user.setProperty("jit-credentials.guardedGoals", "gpg:sign-and-deploy-file");
        Switchboard switchboard = new Switchboard("11");
        MavenSession session = session();
        switchboard.enter(session);

        assertThatCode(() -> switchboard.plan(session, project, DEPLOY)).doesNotThrowAnyException();
        assertThatThrownBy(() -> switchboard.plan(session, project, plan("maven-gpg-plugin", "sign-and-deploy-file")))
                .isInstanceOf(GuardException.class);
    }

    @Test
    void goalNamedInFull_isThatGroupsAlone() {
        user.setProperty("jit-credentials.guardedGoals", "org.apache.maven.plugins:any-thing:publish, com.example:x:y");
        Switchboard switchboard = new Switchboard("11");
        MavenSession session = session();
        switchboard.enter(session);
        List<MojoExecution> ours = plan("any-thing", "publish");
        List<MojoExecution> others = plan("any-thing", "publish");
        others.get(0).getPlugin().setGroupId("org.example");

        assertThatCode(() -> switchboard.plan(session, project, others)).doesNotThrowAnyException();
        assertThatThrownBy(() -> switchboard.plan(session, project, ours))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("needs Java 17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "deploy:deploy,,x:y", "a:b:c:d", "deploy: deploy", ":deploy"})
    void nameThatIsNone_saysSo(String names) {
        user.setProperty("jit-credentials.guardedGoals", names);
        Switchboard switchboard = new Switchboard("17");
        MavenSession session = session();
        switchboard.enter(session);

        assertThatThrownBy(() -> switchboard.plan(session, project, DEPLOY))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("jit-credentials.guardedGoals: \"")
                .hasMessageContaining("names no goal")
                .hasMessageContaining("groupId:artifactId:goal")
                .hasMessageContaining("Nothing was issued. Nothing was uploaded.");
    }

    @Test
    void anotherCopy_isNamedWithAGuardedGoalAndOtherwiseNot() {
        Switchboard switchboard = new Switchboard("17");
        MavenSession session = session();
        new Copies("0.9.0 from file:/somewhere/else.jar #1").register(request.getData());
        switchboard.enter(session);
        switchboard.enter(session);

        assertThatCode(() -> switchboard.plan(session, project, List.of())).doesNotThrowAnyException();
        assertThatThrownBy(() -> switchboard.plan(session, project, DEPLOY))
                .isInstanceOf(GuardException.class)
                .hasMessageContaining("2 copies")
                .hasMessageContaining("0.9.0 from file:/somewhere/else.jar" + System.lineSeparator());
    }
}
