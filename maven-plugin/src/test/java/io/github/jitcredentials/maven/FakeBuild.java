package io.github.jitcredentials.maven;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.artifact.repository.ArtifactRepositoryPolicy;
import org.apache.maven.artifact.repository.MavenArtifactRepository;
import org.apache.maven.artifact.repository.layout.DefaultRepositoryLayout;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.DefaultRepositorySystemSession;

/** Maven's own session, project and executions, made by hand. */
final class FakeBuild {
    static final String DEPLOY_DEFAULTS = "<configuration><skip default-value=\"false\">${maven.deploy.skip}</skip>"
            + "<altDeploymentRepository>${altDeploymentRepository}</altDeploymentRepository>"
            + "<altReleaseDeploymentRepository>${altReleaseDeploymentRepository}</altReleaseDeploymentRepository>"
            + "<altSnapshotDeploymentRepository>${altSnapshotDeploymentRepository}</altSnapshotDeploymentRepository>"
            + "<deployAtEnd default-value=\"false\">${deployAtEnd}</deployAtEnd></configuration>";

    private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();
    private final MavenSession session;

    @SuppressWarnings("deprecation") // Maven has no other constructor that needs no more.
    FakeBuild(String... properties) {
        Properties user = new Properties();
        for (int i = 0; i < properties.length; i += 2) {
            user.setProperty(properties[i], properties[i + 1]);
        }
        request.setUserProperties(user);
        request.setSystemProperties(new Properties());
        DefaultRepositorySystemSession repositories = new DefaultRepositorySystemSession();
        session = new MavenSession(null, repositories, request, new DefaultMavenExecutionResult());
    }

    MavenExecutionRequest request() {
        return request;
    }

    MavenSession session() {
        return session;
    }

    /** A project that is distributed to server {@code releases}. */
    MavenProject project(String artifact, String version, String url) {
        Model model = new Model();
        model.setGroupId("com.example");
        model.setArtifactId(artifact);
        model.setVersion(version);
        model.setBuild(new Build());
        MavenProject project = new MavenProject(model);
        ArtifactRepositoryPolicy policy = new ArtifactRepositoryPolicy();
        project.setReleaseArtifactRepository(
                new MavenArtifactRepository("releases", url, new DefaultRepositoryLayout(), policy, policy));
        project.setArtifact(new DefaultArtifact(
                "com.example", artifact, version, null, "jar", null, new DefaultArtifactHandler("jar")));
        session.setCurrentProject(project);
        return project;
    }

    static MojoExecution deploy() {
        return execution("maven-deploy-plugin", "deploy", DEPLOY_DEFAULTS);
    }

    static MojoExecution execution(String plugin, String goal, String configuration) {
        try {
            PluginDescriptor descriptor = new PluginDescriptor();
            descriptor.setGroupId("org.apache.maven.plugins");
            descriptor.setArtifactId(plugin);
            descriptor.setVersion("3.1.4");
            descriptor.setPlugin(new Plugin());
            MojoDescriptor mojo = new MojoDescriptor();
            mojo.setGoal(goal);
            mojo.setPluginDescriptor(descriptor);
            MojoExecution execution = new MojoExecution(mojo, "default-" + goal);
            execution.setConfiguration(Xpp3DomBuilder.build(new StringReader(configuration)));
            return execution;
        } catch (IOException | XmlPullParserException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
