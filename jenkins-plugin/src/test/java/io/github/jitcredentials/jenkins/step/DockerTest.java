package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.jitcredentials.jenkins.Trial;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.docker.commons.tools.DockerTool;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A step in a container of the plugin docker-workflow, where podman is there and has the image that the action's tests use. */
@WithJenkins
class DockerTest {
    private static final String IMAGE = "docker.io/library/debian:bookworm-slim";

    @TempDir
    private Path outside;

    @Test
    void stepInAContainer_seesTheFile_andTheSecretIsInNoArgument(JenkinsRule jenkins) throws Exception {
        Path programs = docker();
        try (Trial trial = Trial.trusting(jenkins.getURL())) {
            Trial.configure(trial.url());
            jenkins.jenkins
                    .getDescriptorByType(DockerTool.DescriptorImpl.class)
                    .setInstallations(new DockerTool("podman", programs.toString(), List.of()));
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
            job.setDefinition(new CpsFlowDefinition(
                    """
                    node {
                        withEnv(['PATH+DOCKER=@PROGRAMS@/bin']) {
                          docker.withTool('podman') {
                            docker.image('@IMAGE@').inside {
                                withJitCredentials(profile: 'file') {
                                    sh 'test -e /etc/debian_version; cp "$TOKEN_TXT" seen; stat -c %a "$TOKEN_TXT" > mode; echo "$TOKEN_TXT" > path'
                                }
                                sh 'test ! -e "$(cat path)"'
                            }
                          }
                        }
                        sh 'cp seen mode @OUTSIDE@; rm seen'
                    }""".replace("@PROGRAMS@", programs.toString())
                            .replace("@IMAGE@", IMAGE)
                            .replace("@OUTSIDE@", outside.toString()),
                    true));

            WorkflowRun run = jenkins.buildAndAssertSuccess(job);

            jenkins.assertLogContains("proven dead", run);
            assertThat(trial.alive()).isZero();
            assertThat(Files.readString(outside.resolve("mode"))).isEqualTo("600\n");
            assertThat(Files.readString(programs.resolve("calls"))).contains("exec", IMAGE);
            Path seen = outside.resolve("seen");
            Trial.canary(seen).assertClean(programs.resolve("calls"));
            Trial.assertClean(seen, jenkins.jenkins.getRootDir().toPath());
        }
    }

    /** A directory with a {@code docker} that is podman, and writes down how it was called. */
    private Path docker() throws Exception {
        List<String> folders = List.of(System.getenv("PATH").split(File.pathSeparator));
        if (Stream.concat(folders.stream(), Stream.of("/usr/bin"))
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder, "podman")))
                || new ProcessBuilder("podman", "image", "exists", IMAGE)
                                .start()
                                .waitFor()
                        != 0) {
            System.out.println("left out: docker.inside needs podman and " + IMAGE);
            abort("docker.inside needs podman and " + IMAGE);
        }
        Path programs = Files.createDirectories(outside.resolve("programs"));
        Files.createDirectories(programs.resolve("bin"));
        boolean crun = folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, "crun")));
        Files.writeString(
                programs.resolve("containers.conf"),
                "[containers]\nnetns = \"host\"\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n[engine]\n"
                        + (crun ? "" : "runtime = \"runc\"\n")
                        + (Files.isDirectory(Path.of("/run/systemd/system")) ? "" : "cgroup_manager = \"cgroupfs\"\n"));
        Path docker = programs.resolve("bin/docker");
        Files.writeString(docker, """
                #!/bin/sh
                printf '%s\\n' "$*" >> @PROGRAMS@/calls
                export CONTAINERS_CONF=@PROGRAMS@/containers.conf
                # The plugin asks for Docker's own list of processes, which has no ps of the image's.
                [ "$1" != top ] || exec podman top "$2" pid comm
                exec podman "$@"
                """.replace("@PROGRAMS@", programs.toString()));
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
        return programs;
    }
}
