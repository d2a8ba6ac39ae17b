package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.plugins.git.GitSCM;
import io.github.jitcredentials.jenkins.ConfiguredController;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.plugins.git.GitSCMSource;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.libs.GlobalLibraries;
import org.jenkinsci.plugins.workflow.libs.LibraryConfiguration;
import org.jenkinsci.plugins.workflow.libs.SCMSourceRetriever;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The block in each of the places where a Pipeline can have it. */
class PipelinesTest extends ConfiguredController {
    @AfterEach
    void nothingIsAlive() {
        assertThat(trial.alive()).isZero();
    }

    @Test
    void optionsOfAPipeline_haveItForAllStages() throws Exception {
        jenkins.buildAndAssertSuccess(job("""
                pipeline {
                    agent any
                    options { withJitCredentials(profile: 'deploy') }
                    stages {
                        stage('a') { steps { sh 'printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/a' } }
                        stage('b') { steps { sh 'printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/b' } }
                    }
                    post { always { sh 'printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/post' } }
                }"""));

        assertThat(trial.granted()).isOne();
        assertThat(Files.readString(outside.resolve("a")))
                .isNotBlank()
                .isEqualTo(Files.readString(outside.resolve("b")));
        assertThat(Files.readString(outside.resolve("post"))).isEqualTo(Files.readString(outside.resolve("a")));
    }

    @Test
    void optionsOfAStage_haveItForThatStage() throws Exception {
        jenkins.buildAndAssertSuccess(job("""
                pipeline {
                    agent any
                    stages {
                        stage('a') {
                            options { withJitCredentials(profile: 'deploy') }
                            steps { sh 'test -n "$DEPLOY_TOKEN"' }
                        }
                        stage('b') { steps { sh 'test -z "$DEPLOY_TOKEN"' } }
                    }
                }"""));

        assertThat(trial.granted()).isOne();
    }

    @Test
    void optionsWithAFile_haveItInTheWorkspaceOfTheirAgent() throws Exception {
        jenkins.buildAndAssertSuccess(job("""
                pipeline {
                    agent any
                    options { withJitCredentials(profile: 'file') }
                    stages { stage('a') { steps { sh 'test -s "$TOKEN_TXT"' } } }
                }"""));

        assertThat(trial.granted()).isOne();
    }

    @Test
    void optionsWithAFileAndNoAgent_sayThatTheyHaveNoWorkspace() throws Exception {
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job("""
                pipeline {
                    agent none
                    options { withJitCredentials(profile: 'file') }
                    stages { stage('a') { agent any; steps { echo 'never' } } }
                }"""));

        jenkins.assertLogContains("the profile hands over a file, and there is no workspace here", run);
        assertThat(trial.granted()).isZero();
    }

    @Test
    void matrix_hasOneForEachCell() throws Exception {
        jenkins.buildAndAssertSuccess(job("""
                pipeline {
                    agent none
                    stages {
                        stage('m') {
                            matrix {
                                agent any
                                axes { axis { name 'CELL'; values 'a', 'b', 'c' } }
                                stages {
                                    stage('s') {
                                        steps {
                                            withJitCredentials(profile: 'deploy') { sh 'printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/$CELL' }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }"""));

        assertThat(List.of(read("a"), read("b"), read("c")))
                .doesNotHaveDuplicates()
                .doesNotContain("");
        assertThat(trial.granted()).isEqualTo(3);
    }

    @Test
    void libraryWithAClosure_wrapsIt() throws Exception {
        Path library = outside.resolve("library");
        Files.createDirectories(library.resolve("vars"));
        Files.writeString(library.resolve("vars/deploying.groovy"), """
                def call(String profile, Closure body) {
                    withJitCredentials(profile: profile, purpose: 'from the library') { body() }
                }
                """);
        git(library, "init", "-q", "-b", "main");
        git(library, "add", ".");
        git(library, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "first");
        boolean before = GitSCM.ALLOW_LOCAL_CHECKOUT;
        GitSCM.ALLOW_LOCAL_CHECKOUT = true;
        try {
            GlobalLibraries.get()
                    .setLibraries(List.of(new LibraryConfiguration(
                            "ours", new SCMSourceRetriever(new GitSCMSource(library.toString())))));

            jenkins.buildAndAssertSuccess(job("""
                    @Library('ours@main') _
                    node {
                        deploying('deploy') { sh 'test -n "$DEPLOY_TOKEN"' }
                        sh 'test -z "$DEPLOY_TOKEN"'
                    }"""));
        } finally {
            GitSCM.ALLOW_LOCAL_CHECKOUT = before;
        }

        assertThat(trial.authority().grants()).singleElement().satisfies(grant -> assertThat(grant.purpose())
                .isEqualTo("from the library"));
    }

    private String read(String file) throws Exception {
        return Files.readString(outside.resolve(file));
    }

    private static void git(Path directory, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process git = new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(git.waitFor()).isZero();
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition(script.replace("@OUTSIDE@", outside.toString()), true));
        return job;
    }
}
