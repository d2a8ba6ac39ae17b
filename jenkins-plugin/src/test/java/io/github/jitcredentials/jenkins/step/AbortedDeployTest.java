package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import hudson.Util;
import hudson.model.Result;
import io.github.jitcredentials.authority.AuthoritySettings;
import io.github.jitcredentials.authority.TrialAuthority;
import io.github.jitcredentials.authority.maven.OverlayRepository;
import io.github.jitcredentials.authority.repository.GuardedRepository;
import io.github.jitcredentials.authority.repository.RepositorySettings;
import io.github.jitcredentials.authority.repository.UploadFault;
import io.github.jitcredentials.jenkins.ConfiguredController;
import io.github.jitcredentials.jenkins.Trial;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** {@code sh 'mvn deploy'} with our Maven plugin in it and our block around it, aborted in the middle of an upload. */
class AbortedDeployTest extends ConfiguredController {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String PLUGIN = "jit-credentials-maven-plugin";
    private static final Duration ADDED = Duration.ofMillis(500);

    private TrialAuthority mavens;
    private GuardedRepository repository;

    @BeforeEach
    void openAuthority() throws IOException {
        mavens = TrialAuthority.start(AuthoritySettings.trial(outside.resolve("ci"))
                .withState(outside.resolve("authority"))
                .withCiClaims(Map.of("ref_name", "main")));
        repository = GuardedRepository.start(
                RepositorySettings.of(outside.resolve("repository"), mavens.url(), mavens.adminTokenFile()));
    }

    @AfterEach
    void closeAuthority() throws IOException {
        repository.close();
        mavens.close();
        // JUnit would warn of each link in it.
        Util.deleteRecursive(outside.resolve("overlay").toFile());
    }

    @Test
    void abort_endsMavensLeaseAndTheBlocks_andHardlyTakesLonger() throws Exception {
        Duration without = plain();
        repository.faults().arm(UploadFault.hold(3));
        WorkflowRun run =
                begin("p", "withJitCredentials(profile: 'deploy') { sh '" + maven(repository.url() + "/") + "' }");
        Trial.await(() -> repository.faults().held() == 1 || !run.isBuilding(), "the upload that is held");
        assertThat(repository.faults().held()).as(JenkinsRule.getLog(run)).isOne();
        assertThat(trial.alive()).isOne();
        assertThat(mavens.live()).hasSize(1);

        Duration with = untilItIsOver(run);

        assertThat(trial.alive()).as("what the block had").isZero();
        assertThat(mavens.live()).as("what Maven had").isEmpty();
        assertThat(trial.granted()).isOne();
        jenkins.assertLogContains("proven dead", run);
        System.out.println(
                "abort of mvn deploy: " + with.toMillis() + " ms, and " + without.toMillis() + " ms without us");
        assertThat(with).isLessThan(without.plus(ADDED));
    }

    /** The same without any of us: a server that never answers an upload. */
    private Duration plain() throws Exception {
        CountDownLatch uploading = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", call -> {
            if (call.getRequestMethod().equals("PUT")) {
                uploading.countDown();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            call.sendResponseHeaders(404, -1);
            call.close();
        });
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            WorkflowRun run = begin("plain", "sh '" + maven(url) + " -Djit-credentials.skip=true'");
            Trial.await(() -> uploading.getCount() == 0, "the upload");
            return untilItIsOver(run);
        } finally {
            over.countDown();
            server.stop(0);
        }
    }

    private Duration untilItIsOver(WorkflowRun run) throws Exception {
        long began = System.nanoTime();
        run.getExecutor().interrupt();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private WorkflowRun begin(String name, String body) throws Exception {
        Path project = project(outside.resolve(name));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition("node { dir('" + project + "') { " + body + " } }", true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private String maven(String url) throws Exception {
        String mvn = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "mvn"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
        if (mvn.isEmpty()) {
            System.out.println("left out: the abort of mvn deploy needs mvn in the PATH");
            abort("mvn deploy needs mvn in the PATH");
        }
        for (String own : List.of("state", "run")) {
            Path place = outside.resolve(own);
            if (!Files.exists(place)) {
                Files.createDirectory(
                        place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        }
        return "XDG_STATE_HOME=" + outside.resolve("state") + " XDG_RUNTIME_DIR=" + outside.resolve("run") + " "
                + mvn
                + " -B -ntp -Dmaven.repo.local=" + local() + " -Daether.lrm.enhanced.verifyRealPath=false"
                + " -Drepository.url=" + url + " -Dmaven.test.skip=true -DdeployAtEnd=false deploy";
    }

    /** The local repository of this build, with what it has just made of us. */
    private Path local() throws Exception {
        String version = "1.0.0-SNAPSHOT";
        OverlayRepository overlay =
                OverlayRepository.over(Path.of(System.getProperty("localRepository")), outside.resolve("overlay"));
        overlay.put("jit-credentials-parent", version, "pom", ROOT.resolve("pom.xml"));
        overlay.publish("jit-credentials-core", version, ROOT.resolve("shared-core"));
        overlay.publish(PLUGIN, version, ROOT.resolve("maven-plugin"));
        return overlay.root();
    }

    private Path project(Path to) throws IOException {
        Path from = ROOT.resolve("samples/maven-deploy");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file :
                    files.filter(one -> !one.toString().contains("target")).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.writeString(
                            copy,
                            Files.readString(file)
                                    .replace("@AUTHORITY@", mavens.url().toString())
                                    .replace("@REPOSITORY@", repository.url().toString())
                                    .replace(
                                            "@ID_TOKEN@",
                                            mavens.ci()
                                                    .orElseThrow()
                                                    .idTokenFile()
                                                    .toString()));
                }
            }
        }
        return to;
    }
}
