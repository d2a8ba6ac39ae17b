package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.JitException;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadTest {
    private static final String URL = "https://repo.example.com/releases";

    private static Upload upload(FakeBuild build, String version) {
        MavenProject project = build.project("app", version, URL);
        return Upload.of(build.session(), project, FakeBuild.deploy());
    }

    @Test
    void distributionManagement_isWhereItGoes() {
        Upload upload = upload(new FakeBuild(), "1.4.0");

        assertThat(upload.unit()).isEqualTo("deploy:deploy (default-deploy) @ app");
        assertThat(upload.targets()).containsExactly(Target.upload("releases", URL));
        assertThat(upload.atEnd()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "other::https://o.example.com/r, other, https://o.example.com/r",
        "other::default::https://o.example.com/r, other, https://o.example.com/r",
        "' other::https://o.example.com/r ', other, https://o.example.com/r"
    })
    void alternative_winsInBothSpellings(String said, String server, String url) {
        assertThat(upload(new FakeBuild("altDeploymentRepository", said), "1.4.0")
                        .targets())
                .containsExactly(Target.upload(server, url));
    }

    @Test
    void alternativeThatIsNone_hasNoTarget() {
        assertThat(upload(new FakeBuild("altDeploymentRepository", "https://o.example.com/r"), "1.4.0")
                        .targets())
                .isEmpty();
    }

    @Test
    void alternativesByKindOfVersion_winOverTheGeneralOne() {
        String[] said = {
            "altDeploymentRepository", "a::https://a/",
            "altReleaseDeploymentRepository", "r::https://r/",
            "altSnapshotDeploymentRepository", "s::https://s/"
        };

        assertThat(upload(new FakeBuild(said), "1.4.0").targets()).containsExactly(Target.upload("r", "https://r/"));
        assertThat(upload(new FakeBuild(said), "1.4.0-SNAPSHOT").targets())
                .containsExactly(Target.upload("s", "https://s/"));
    }

    @ParameterizedTest
    @CsvSource({
        "true, 1.4.0, true",
        "false, 1.4.0, false",
        "releases, 1.4.0, true",
        "releases, 1.4.0-SNAPSHOT, false",
        "snapshots, 1.4.0, false",
        "snapshots, 1.4.0-SNAPSHOT, true"
    })
    void skip_hasNoTarget(String skip, String version, boolean skipped) {
        assertThat(upload(new FakeBuild("maven.deploy.skip", skip), version)
                        .targets()
                        .isEmpty())
                .isEqualTo(skipped);
    }

    @Test
    void atEnd_isSeen() {
        assertThat(upload(new FakeBuild("deployAtEnd", "true"), "1.4.0").atEnd())
                .isTrue();
    }

    @Test
    void projectProperty_countsLikeTheCommandLine() {
        FakeBuild build = new FakeBuild();
        MavenProject project = build.project("app", "1.4.0", URL);
        project.getProperties().setProperty("altDeploymentRepository", "other::https://o.example.com/");

        assertThat(Upload.of(build.session(), project, FakeBuild.deploy()).targets())
                .containsExactly(Target.upload("other", "https://o.example.com/"));
    }

    @ParameterizedTest
    @CsvSource({"maven-deploy-plugin, deploy-file", "maven-gpg-plugin, sign-and-deploy-file"})
    void deployFile_goesWhereItIsTold(String plugin, String goal) {
        FakeBuild build = new FakeBuild("url", "https://f.example.com/", "repositoryId", "files");
        String configuration = "<configuration><url>${url}</url>"
                + "<repositoryId default-value=\"remote-repository\">${repositoryId}</repositoryId></configuration>";

        assertThat(Upload.of(
                                build.session(),
                                build.project("app", "1", URL),
                                FakeBuild.execution(plugin, goal, configuration))
                        .targets())
                .containsExactly(Target.upload("files", "https://f.example.com/"));
        assertThat(Upload.of(
                                new FakeBuild().session(),
                                build.project("app", "1", URL),
                                FakeBuild.execution(
                                        plugin, goal, "<configuration><url>https://x/</url></configuration>"))
                        .targets())
                .isEmpty();
    }

    @Test
    void unknownGoal_goesWhereOneWouldThatDeploysAProjectOrAFile() {
        assertThat(unknown(new FakeBuild(), URL, FakeBuild.DEPLOY_DEFAULTS).targets())
                .containsExactly(Target.upload("releases", URL));
        assertThat(unknown(
                                new FakeBuild("altDeploymentRepository", "other::https://o.example.com/"),
                                URL,
                                FakeBuild.DEPLOY_DEFAULTS)
                        .targets())
                .containsExactly(Target.upload("other", "https://o.example.com/"));
        assertThat(unknown(
                                new FakeBuild(),
                                URL,
                                "<configuration><url>https://f.example.com/</url><repositoryId>files</repositoryId>"
                                        + "</configuration>")
                        .targets())
                .containsExactly(Target.upload("files", "https://f.example.com/"));
    }

    @Test
    void unknownGoalOfAProjectThatIsDistributedNowhere_saysWhatIsMissing() {
        assertThatThrownBy(() -> unknown(new FakeBuild(), null, "<configuration/>"))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("\"example:publish\" can't be guarded")
                .hasMessageContaining("distributionManagement");
    }

    private static Upload unknown(FakeBuild build, @Nullable String url, String configuration) {
        MavenProject project = build.project("app", "1", String.valueOf(url));
        if (url == null) {
            project.setReleaseArtifactRepository(null);
        }
        return Upload.of(
                build.session(), project, FakeBuild.execution("example-maven-plugin", "publish", configuration));
    }
}
