package io.github.jitcredentials.jenkins.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.github.jitcredentials.authority.http.Fault;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.pages.LiveLeases;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Counted by a real SDK, and held against the audit log of the same controller. */
@WithJenkins
class LeaseMetricsTest {
    private static final Pattern EVENT = Pattern.compile("\"event\":\"([a-z-]+)\"");

    @TempDir
    private static Path gates;

    private static JenkinsRule jenkins;
    private static Trial trial;

    @BeforeAll
    static void open(JenkinsRule rule) throws Exception {
        jenkins = rule;
        trial = Trial.trusting(rule.getURL());
    }

    @AfterAll
    static void close() {
        MemoryReader.takeAway();
        trial.close();
    }

    @BeforeEach
    void configure() {
        Trial.configure(trial.url());
    }

    @AfterEach
    void mend() {
        trial.authority().faults().clear();
    }

    @Test
    void numbers_areThoseOfTheAuditLog() throws Exception {
        InMemoryMetricReader reader = MemoryReader.configure();
        int before = log().size();
        jenkins.buildAndAssertSuccess(job("p-permitted", "echo 'it is inside'"));
        jenkins.buildAndAssertStatus(Result.FAILURE, job("denied", "echo 'it is inside'"));
        WorkflowRun stuck = begin("p-stuck", "stuck");
        trial.authority().faults().arm(Fault.status("/revoke", 403).times(1000));
        Files.createFile(gates.resolve("stuck"));
        jenkins.waitForCompletion(stuck);

        Map<String, Long> written = log().subList(before, log().size()).stream()
                .flatMap(line -> EVENT.matcher(line).results())
                .collect(Collectors.groupingBy(found -> found.group(1), Collectors.counting()));
        assertThat(written)
                .containsEntry("issued", 2L)
                .containsEntry("denied", 1L)
                .containsEntry("revoked", 1L)
                .containsEntry("proven", 1L)
                .containsEntry("stuck", 1L);
        Collection<MetricData> metrics = ours(reader);
        LeaseMetrics.COUNTED.keySet().forEach(event -> assertThat(sum(metrics, LeaseMetrics.name(event)))
                .as(event)
                .isEqualTo(written.getOrDefault(event, 0L)));
        Attributes deploy = Attributes.of(LeaseMetrics.ISSUER, "trial", LeaseMetrics.PROFILE, "deploy");
        assertThat(points(metrics, LeaseMetrics.name("issued")).map(PointData::getAttributes))
                .containsExactly(deploy);
        assertThat(points(metrics, LeaseMetrics.ALIVE)).singleElement().satisfies(point -> {
            assertThat(((LongPointData) point).getValue())
                    .isEqualTo(LiveLeases.get().all().size())
                    .isOne();
            assertThat(point.getAttributes().get(LeaseMetrics.STATE)).isEqualTo("stuck");
        });
        assertThat(outcomes(metrics, LeaseMetrics.ISSUE)).containsExactlyEntriesOf(Map.of("issued", 2L));
        assertThat(outcomes(metrics, LeaseMetrics.REVOKE))
                .containsExactlyInAnyOrderEntriesOf(Map.of("revoked", 1L, "stuck", 1L));
        assertThat(points(metrics, LeaseMetrics.ISSUE))
                .allSatisfy(point ->
                        assertThat(((HistogramPointData) point).getSum()).isBetween(0.0, 60.0));
    }

    @Test
    void attributes_nameNoJobNoLeaseAndNoSecret() throws Exception {
        InMemoryMetricReader reader = MemoryReader.configure();
        WorkflowRun run = begin("p-nameless", "nameless");
        String lease = LiveLeases.get().all().stream()
                .filter(row -> row.unit().contains("nameless"))
                .findFirst()
                .orElseThrow()
                .id();
        Collection<MetricData> during = ours(reader);
        Files.createFile(gates.resolve("nameless"));
        jenkins.waitForCompletion(run);
        Collection<MetricData> after = ours(reader);

        assertThat(during).isNotEmpty();
        assertThat(Stream.concat(during.stream(), after.stream())
                        .map(metric -> metric.getData().toString()))
                .noneSatisfy(data -> assertThat(data).containsAnyOf("nameless", lease, "repo:write", "publish"));
        assertThat(Stream.concat(during.stream(), after.stream())
                        .flatMap(metric -> metric.getData().getPoints().stream())
                        .flatMap(point -> point.getAttributes().asMap().keySet().stream())
                        .map(AttributeKey::getKey))
                .isSubsetOf(
                        LeaseMetrics.ISSUER.getKey(),
                        LeaseMetrics.PROFILE.getKey(),
                        LeaseMetrics.STATE.getKey(),
                        LeaseMetrics.OUTCOME.getKey());
    }

    @Test
    void sdkThatIsConfiguredAnew_isToldFromThenOn() throws Exception {
        MemoryReader.takeAway();
        jenkins.buildAndAssertSuccess(job("p-unheard", "echo 'it is inside'"));
        InMemoryMetricReader first = MemoryReader.configure();
        jenkins.buildAndAssertSuccess(job("p-first", "echo 'it is inside'"));
        assertThat(sum(ours(first), LeaseMetrics.name("issued"))).isOne();
        InMemoryMetricReader second = MemoryReader.configure();
        WorkflowRun run = begin("p-second", "second");
        begin("p-third", "second");

        Collection<MetricData> metrics = ours(second);
        assertThat(sum(metrics, LeaseMetrics.name("issued"))).isEqualTo(2);
        assertThat(points(metrics, LeaseMetrics.ALIVE)
                        .filter(point -> "active".equals(point.getAttributes().get(LeaseMetrics.STATE)))
                        .mapToLong(point -> ((LongPointData) point).getValue()))
                .containsExactly(2L);
        Files.createFile(gates.resolve("second"));
        jenkins.waitForCompletion(run);
        jenkins.waitUntilNoActivity();
        assertThat(sum(ours(second), LeaseMetrics.name("proven"))).isEqualTo(2);
    }

    private static Collection<MetricData> ours(InMemoryMetricReader reader) {
        return reader.collectAllMetrics().stream()
                .filter(metric -> metric.getInstrumentationScopeInfo().getName().equals(LeaseMetrics.SCOPE))
                .toList();
    }

    private static Stream<? extends PointData> points(Collection<MetricData> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.getName().equals(name))
                .flatMap(metric -> metric.getData().getPoints().stream());
    }

    private static long sum(Collection<MetricData> metrics, String name) {
        return points(metrics, name)
                .mapToLong(point -> ((LongPointData) point).getValue())
                .sum();
    }

    private static Map<String, Long> outcomes(Collection<MetricData> metrics, String name) {
        return points(metrics, name)
                .collect(Collectors.toMap(
                        point -> point.getAttributes().get(LeaseMetrics.OUTCOME),
                        point -> ((HistogramPointData) point).getCount()));
    }

    private static List<String> log() throws IOException {
        Path log = jenkins.jenkins.getRootDir().toPath().resolve("jit-credentials/audit/audit.jsonl");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private static WorkflowRun begin(String name, String gate) throws Exception {
        WorkflowRun run = job(
                        name,
                        "echo 'it is inside'; sh 'while [ ! -e \"" + gates.resolve(gate) + "\" ]; do sleep 0.1; done'")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("it is inside", run);
        return run;
    }

    private static WorkflowJob job(String name, String body) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(
                new CpsFlowDefinition("node { withJitCredentials(profile: 'deploy') { " + body + " } }", true));
        return job;
    }
}
