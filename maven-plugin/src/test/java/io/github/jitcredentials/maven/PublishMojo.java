package io.github.jitcredentials.maven;

import java.io.File;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.deployment.DeployRequest;
import org.eclipse.aether.deployment.DeploymentException;
import org.eclipse.aether.repository.RemoteRepository;
import org.jspecify.annotations.Nullable;

/** Somebody else's goal, which nobody but its author knows: uploads a file through Maven's resolver. Not thread safe. */
public final class PublishMojo extends AbstractMojo {
    // All are set by Maven, as plugin.xml says.
    private @Nullable MavenSession session;
    private @Nullable RepositorySystem system;
    private @Nullable String url;
    private @Nullable File file;

    @Override
    public void execute() throws MojoExecutionException {
        RemoteRepository repository = system.newDeploymentRepository(
                session.getRepositorySession(), new RemoteRepository.Builder("releases", "default", url).build());
        DeployRequest request = new DeployRequest()
                .setRepository(repository)
                .addArtifact(new DefaultArtifact("com.example", "published", "", "xml", "1").setFile(file));
        try {
            system.deploy(session.getRepositorySession(), request);
        } catch (DeploymentException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }
}
