package io.github.jitcredentials.jenkins.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import io.github.jitcredentials.authority.http.Fault;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.identity.BuildIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.actions.BodyInvocationAction;
import org.jenkinsci.plugins.workflow.actions.TimingAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.BlockEndNode;
import org.jenkinsci.plugins.workflow.graph.BlockStartNode;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graph.StepNode;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What a block costs more than {@code withCredentials} with a secret that was stored: no test by its name, so that nobody runs it who
 * did not ask for it. Each round is a build with both blocks, and the authority's own calls after it; so all have the same load.
 * Writes its table into docs/benchmarks.md.
 */
@WithJenkins
class BlockBenchmark {
    private static final int WARM_UP = 30;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 100);
    private static final Duration AUTHORITY = Duration.ofMillis(20);
    private static final double TARGET = 20;
    private static final Path DOCUMENT = Path.of("../docs/benchmarks.md");

    private static final String STORED = "withCredentials";
    private static final String ISSUED = "withJitCredentials";
    private static final String PIPELINE = """
            withCredentials([string(credentialsId: 'stored', variable: 'DEPLOY_TOKEN')]) {
                sleep(time: 150, unit: 'MILLISECONDS')
            }
            withJitCredentials(profile: 'deploy') {
                sleep(time: 150, unit: 'MILLISECONDS')
            }""";

    @Test
    void block_costsTheAuthoritysRoundTripsAndLittleMore(JenkinsRule jenkins) throws Exception {
        jenkins.timeout = (int) TimeUnit.MINUTES.toSeconds(30);
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "stored", "", Secret.fromString("stored-for-good")));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition(PIPELINE, true));
        List<Double> stored = new ArrayList<>();
        List<Double> issued = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        try (Trial trial = Trial.trusting(jenkins.getURL())) {
            Trial.configure(trial.url());
            trial.authority().faults().arm(Fault.delay("*", AUTHORITY).times(1_000_000));
            BareCalls calls = new BareCalls(trial.url());
            for (int i = 0; i < WARM_UP + ROUNDS; i++) {
                WorkflowRun run = jenkins.buildAndAssertSuccess(job);
                stored.add(millis(run, STORED));
                issued.add(millis(run, ISSUED));
                String identity = BuildIssuer.get()
                        .voucher(run, "1")
                        .source()
                        .token(trial.url())
                        .token()
                        .reveal();
                long start = System.nanoTime();
                calls.all(identity);
                bare.add((System.nanoTime() - start) / 1e6);
            }
            assertThat(trial.granted()).isEqualTo(2 * (WARM_UP + ROUNDS));
            assertThat(trial.alive()).isZero();
        }
        write(measured(stored), measured(issued), measured(bare));
    }

    private static List<Double> measured(List<Double> all) {
        return all.subList(WARM_UP, all.size()).stream().sorted().toList();
    }

    /** From the step's start to its end, as the Pipeline itself has it. */
    private static double millis(WorkflowRun run, String step) {
        FlowExecution execution = run.getExecution();
        for (FlowNode node : new FlowGraphWalker(execution)) {
            if (node instanceof BlockEndNode<?> end && is(end.getStartNode(), step)) {
                return TimingAction.getStartTime(end) - TimingAction.getStartTime(end.getStartNode());
            }
        }
        throw new AssertionError("no " + step);
    }

    private static boolean is(BlockStartNode start, String step) {
        return start instanceof StepNode known
                && known.getDescriptor() != null
                && known.getDescriptor().getFunctionName().equals(step)
                && start.getAction(BodyInvocationAction.class) == null;
    }

    private static void write(List<Double> stored, List<Double> issued, List<Double> bare) throws Exception {
        String table = "\n| | 10 %, ms | median, ms | 90 %, ms |\n|---|---:|---:|---:|\n"
                + row("the authority's calls alone: token, revocation, introspection", bare)
                + row("`withCredentials` with a stored secret", stored)
                + row("`withJitCredentials`", issued)
                + String.format(
                        Locale.ROOT,
                        "%nMore than `withCredentials` and the calls: %.1f ms by the medians, %.1f ms by the 10 %%. "
                                + "Target: at most 20 ms by the medians. **%s.**%n",
                        more(stored, issued, bare, 0.5),
                        more(stored, issued, bare, 0.1),
                        more(stored, issued, bare, 0.5) <= TARGET ? "Met" : "Missed");
        String begin = "<!-- measured jenkins -->";
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf("<!-- /measured jenkins -->");
        Files.writeString(DOCUMENT, document.substring(0, from) + table + document.substring(to));
    }

    private static double more(List<Double> stored, List<Double> issued, List<Double> bare, double share) {
        return at(issued, share) - at(stored, share) - at(bare, share);
    }

    private static String row(String what, List<Double> sorted) {
        return String.format(
                Locale.ROOT, "| %s | %.1f | %.1f | %.1f |%n", what, at(sorted, 0.1), at(sorted, 0.5), at(sorted, 0.9));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) (share * (sorted.size() - 1)));
    }
}
