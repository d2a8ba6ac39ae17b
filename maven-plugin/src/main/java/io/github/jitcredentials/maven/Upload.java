package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.artifact.ArtifactUtils;
import org.apache.maven.artifact.repository.ArtifactRepository;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * What a guarded execution is about to do, told before it runs by the rules of maven-deploy-plugin 2.7 to 3.1, and of
 * maven-gpg-plugin, whose goal to deploy a file has the same parameters. Other goals are taken to follow the same rules;
 * {@link BoundTransfers} stops one that does not.
 *
 * @param unit the execution's name for people, for example {@code deploy:deploy (default-deploy) @ app}
 * @param targets where it uploads; empty if it is told to skip
 * @param downloads where its project downloads from
 * @param atEnd whether it leaves its upload to the last module that runs
 */
record Upload(String unit, List<Target> targets, List<Target> downloads, boolean atEnd) {
    /** {@code id::layout::url}, the spelling of deploy 2.x. */
    private static final Pattern WITH_LAYOUT = Pattern.compile("(.+?)::(.+?)::(.+)");
    /** {@code id::url}, the spelling of deploy 3.x. */
    private static final Pattern PLAIN = Pattern.compile("(.+?)::(.+)");

    private static final String DEPLOY = "maven-deploy-plugin:deploy";
    private static final Set<String> DEPLOY_FILE =
            Set.of("maven-deploy-plugin:deploy-file", "maven-gpg-plugin:sign-and-deploy-file");

    Upload {
        targets = List.copyOf(targets);
        downloads = List.copyOf(downloads);
    }

    /** @throws JitException.Misconfigured if nobody says where this goal uploads */
    static Upload of(MavenSession session, MavenProject project, MojoExecution execution) {
        return of(project, execution, new GoalParameters(session, execution));
    }

    static Upload of(MavenProject project, MojoExecution execution, GoalParameters parameters) {
        String unit = prefix(execution) + ":" + execution.getGoal() + " (" + execution.getExecutionId() + ") @ "
                + project.getArtifactId();
        boolean snapshot = ArtifactUtils.isSnapshot(project.getVersion());
        if (isSkipped(parameters.text("skip"), snapshot)) {
            return new Upload(unit, List.of(), List.of(), false);
        }
        List<Target> targets = targets(project, execution, parameters, snapshot);
        return new Upload(unit, targets, downloads(project), parameters.flag("deployAtEnd"));
    }

    /** A goal that nobody knows is taken to upload where one that deploys a file or a project would. */
    private static List<Target> targets(
            MavenProject project, MojoExecution execution, GoalParameters parameters, boolean snapshot) {
        String goal = execution.getArtifactId() + ":" + execution.getGoal();
        if (goal.equals(DEPLOY)) {
            return ofProject(project, parameters, snapshot).stream().toList();
        }
        if (DEPLOY_FILE.contains(goal)) {
            return ofFile(parameters).stream().toList();
        }
        return ofFile(parameters)
                .or(() -> ofProject(project, parameters, snapshot))
                .map(List::of)
                .orElseThrow(() -> new JitException.Misconfigured(new Problem(
                        "\"" + prefix(execution) + ":" + execution.getGoal()
                                + "\" can't be guarded: neither it nor the project says where it uploads",
                        "-Djit-credentials.guardedGoals",
                        "give the project a distributionManagement, or the goal repositoryId and url")));
    }

    /** Every place it may go to: uploads, and downloads under their ids. */
    Set<Target> everywhere() {
        Set<String> servers = targets.stream().map(Target::server).collect(Collectors.toSet());
        return Stream.concat(targets.stream(), downloads.stream().filter(d -> servers.contains(d.server())))
                .collect(Collectors.toSet());
    }

    private static List<Target> downloads(MavenProject project) {
        return Stream.of(project.getRemoteProjectRepositories(), project.getRemotePluginRepositories())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .map(repository -> Target.download(repository.getId(), repository.getUrl()))
                .distinct()
                .toList();
    }

    /** Since deploy 3.0 also {@code releases} or {@code snapshots}; before that, a boolean. */
    private static boolean isSkipped(@Nullable String skip, boolean ofSnapshot) {
        return Boolean.parseBoolean(skip)
                || "releases".equals(skip) && !ofSnapshot
                || "snapshots".equals(skip) && ofSnapshot;
    }

    private static Optional<Target> ofProject(MavenProject project, GoalParameters parameters, boolean snapshot) {
        String alternative =
                parameters.text(snapshot ? "altSnapshotDeploymentRepository" : "altReleaseDeploymentRepository");
        if (alternative == null) {
            alternative = parameters.text("altDeploymentRepository");
        }
        if (alternative != null) {
            return ofAlternative(alternative);
        }
        ArtifactRepository repository = project.getDistributionManagementArtifactRepository();
        return repository == null || repository.getId() == null || repository.getUrl() == null
                ? Optional.empty()
                : Optional.of(Target.upload(repository.getId(), repository.getUrl()));
    }

    private static Optional<Target> ofAlternative(String text) {
        Matcher withLayout = WITH_LAYOUT.matcher(text);
        if (withLayout.matches()) {
            return Optional.of(Target.upload(withLayout.group(1), withLayout.group(3)));
        }
        Matcher plain = PLAIN.matcher(text);
        return plain.matches() ? Optional.of(Target.upload(plain.group(1), plain.group(2))) : Optional.empty();
    }

    private static Optional<Target> ofFile(GoalParameters parameters) {
        String url = parameters.text("url");
        String server = parameters.text("repositoryId");
        return url == null || server == null ? Optional.empty() : Optional.of(Target.upload(server, url));
    }

    private static String prefix(MojoExecution execution) {
        return execution.getArtifactId().replaceFirst("^maven-", "").replaceFirst("-(maven-)?plugin$", "");
    }
}
