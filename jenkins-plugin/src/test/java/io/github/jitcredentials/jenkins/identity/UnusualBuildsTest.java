package io.github.jitcredentials.jenkins.identity;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.Result;
import hudson.model.queue.QueueTaskFuture;
import io.github.jitcredentials.jenkins.ConfiguredController;
import io.github.jitcredentials.jenkins.block.Blocks;
import io.github.jitcredentials.jenkins.config.ConditionEntry;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.RuleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadOrigin;
import jenkins.scm.api.mixin.ChangeRequestCheckoutStrategy;
import jenkins.scm.api.mixin.ChangeRequestSCMHead2;
import org.jenkinsci.plugins.pipeline.modeldefinition.actions.RestartDeclarativePipelineAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** Builds that somebody replayed with other words, or of somebody else's repository; and builds that name what is another's. */
class UnusualBuildsTest extends ConfiguredController {
    private static final String BLOCK = "withJitCredentials(profile: 'read') { echo \"got ${env.READ_TOKEN}\" }";

    @Test
    void replayedBuild_isDeniedUnlessARuleSaysOtherwise() throws Exception {
        WorkflowRun usual = jenkins.assertBuildStatusSuccess(build("p", BLOCK));
        assertThat(trial.granted()).isOne();

        WorkflowRun replayed = replay(usual);
        jenkins.assertBuildStatus(Result.FAILURE, replayed);
        jenkins.assertLogContains("the build is replayed", replayed);
        assertThat(trial.granted()).isOne();

        add("replays", new ConditionEntry("job", List.of("p")), new ConditionEntry("replayed", List.of("true")));
        jenkins.assertBuildStatusSuccess(replay(usual));
        assertThat(trial.granted()).isEqualTo(2);
    }

    @Test
    void buildThatGoesOnWithAReplayedOne_isReplayed() throws Exception {
        WorkflowRun usual = jenkins.assertBuildStatusSuccess(build("p", """
                pipeline { agent none
                    stages { stage('release') { steps { script { %s } } } }
                }""".formatted(BLOCK)));
        WorkflowRun onceMore = restart(usual);
        jenkins.assertBuildStatusSuccess(onceMore);
        assertThat(trial.granted()).isEqualTo(2);
        WorkflowRun replayed = replay(usual);

        WorkflowRun restarted = restart(replayed);

        jenkins.assertBuildStatus(Result.FAILURE, restarted);
        jenkins.assertLogContains("the build is replayed", restarted);
        WorkflowRun again = restart(restarted);
        jenkins.assertLogContains("the build is replayed", again);
        assertThat(trial.granted()).isEqualTo(2);
    }

    @Test
    void forkBuild_isDeniedUnlessARuleSaysOtherwise() throws Exception {
        WorkflowRun fork = jenkins.assertBuildStatus(Result.FAILURE, build("p-fork", BLOCK));
        jenkins.assertLogContains("the build is fork", fork);
        assertThat(trial.granted()).isZero();

        add("forks", new ConditionEntry("job", List.of("p-fork")), new ConditionEntry("fork", List.of("true")));
        WorkflowRun permitted = jenkins.assertBuildStatusSuccess(build("p-fork", BLOCK));
        assertThat(trial.granted()).isOne();

        // Both at once want a rule about both.
        WorkflowRun both = replay(permitted);
        jenkins.assertBuildStatus(Result.FAILURE, both);
        jenkins.assertLogContains("the build is fork and replayed", both);
    }

    @Test
    void changeRequestOfTheSameRepository_isUsual() throws Exception {
        jenkins.assertBuildStatusSuccess(build("p-change", BLOCK));
    }

    @Test
    void blockOfAnotherBuild_isNothingToNobody() throws Exception {
        WorkflowJob owner = jenkins.createProject(WorkflowJob.class, "p-owner");
        owner.setDefinition(
                new CpsFlowDefinition("withJitCredentials(profile: 'read') { echo 'inside'; sleep 600 }", true));
        QueueTaskFuture<WorkflowRun> running = owner.scheduleBuild2(0);
        WorkflowRun run = running.waitForStart();
        jenkins.waitForMessage("inside", run);
        String block = onlyBlock();
        String lease = trial.authority().live().toString();
        assertThat(lease).isNotEmpty();

        // By whatever name: a profile, an environment, the class itself.
        WorkflowRun named = jenkins.assertBuildStatus(
                Result.FAILURE, build("p-a", "withJitCredentials(profile: '" + block + "') { echo env.READ_TOKEN }"));
        jenkins.assertLogContains("there is no profile", named);
        WorkflowRun asked = jenkins.assertBuildStatusSuccess(build(
                "p-b",
                "withEnv(['BLOCK=" + block + "', 'JIT_CREDENTIALS_BLOCK=" + block
                        + "']) { echo \"got ${env.READ_TOKEN}\" }"));
        jenkins.assertLogContains("got null", asked);
        for (String script : List.of(
                "io.github.jitcredentials.jenkins.block.Blocks.get().find('" + block + "')",
                "new io.github.jitcredentials.jenkins.step.BlockEnvironment('" + block + "')",
                "io.github.jitcredentials.jenkins.JitCredentials.get().server()",
                "io.github.jitcredentials.jenkins.config.CredentialPlaces.secret('credential::x')",
                "io.github.jitcredentials.jenkins.identity.BuildIssuer.get()")) {
            WorkflowRun refused = jenkins.assertBuildStatus(
                    Result.FAILURE, build("p-" + Math.abs(script.hashCode()), "echo \"${" + script + "}\""));
            jenkins.assertLogContains("Scripts not permitted to use", refused);
        }

        assertThat(trial.alive()).isOne();
        run.doStop();
        jenkins.waitForCompletion(run);
    }

    private static String onlyBlock() throws Exception {
        try (var files = java.nio.file.Files.list(io.github.jitcredentials.jenkins.Places.blocks())) {
            String name = files.findFirst().orElseThrow().getFileName().toString();
            String id = name.substring(0, name.length() - ".xml".length());
            assertThat(Blocks.get().find(id)).isPresent();
            return id;
        }
    }

    private static void add(String name, ConditionEntry... conditions) {
        ControllerConfiguration configuration = ControllerConfiguration.get();
        List<RuleEntry> rules = new ArrayList<>(configuration.getRuleEntries());
        rules.add(new RuleEntry(name, List.of("read"), List.of(conditions)));
        configuration.setRuleEntries(rules);
    }

    private WorkflowRun replay(WorkflowRun run) throws Exception {
        WorkflowRun replayed = (WorkflowRun) run.getAction(ReplayAction.class)
                .run(run.getAction(ReplayAction.class).getOriginalScript(), Map.of())
                .get(60, TimeUnit.SECONDS);
        return jenkins.waitForCompletion(replayed);
    }

    private WorkflowRun restart(WorkflowRun run) throws Exception {
        var queued = run.getAction(RestartDeclarativePipelineAction.class).run("release");
        return jenkins.waitForCompletion(
                (WorkflowRun) queued.getFuture().getStartCondition().get(60, TimeUnit.SECONDS));
    }

    private WorkflowRun build(String name, String script) throws Exception {
        WorkflowJob job = jenkins.jenkins.getItemByFullName(name, WorkflowJob.class);
        if (job == null) {
            job = jenkins.createProject(WorkflowJob.class, name);
        }
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
    }

    /** As a multibranch project tells of its jobs: a pull request of a fork, and one of the repository itself. */
    @TestExtension
    public static final class Heads extends SCMHead.HeadByItem {
        @Override
        public SCMHead getHead(Item item) {
            return switch (item.getName()) {
                case "p-fork" -> new PullRequest("PR-7", new SCMHeadOrigin.Fork("stranger"));
                case "p-change" -> new PullRequest("PR-8", SCMHeadOrigin.DEFAULT);
                default -> null;
            };
        }
    }

    /** A pull request. */
    private static final class PullRequest extends SCMHead implements ChangeRequestSCMHead2 {
        private static final long serialVersionUID = 1L;

        private final SCMHeadOrigin origin;

        PullRequest(String name, SCMHeadOrigin origin) {
            super(name);
            this.origin = origin;
        }

        @Override
        public SCMHeadOrigin getOrigin() {
            return origin;
        }

        @Override
        public ChangeRequestCheckoutStrategy getCheckoutStrategy() {
            return ChangeRequestCheckoutStrategy.MERGE;
        }

        @Override
        public String getOriginName() {
            return "feature";
        }

        @Override
        public String getId() {
            return getName();
        }

        @Override
        public SCMHead getTarget() {
            return new SCMHead("main");
        }
    }
}
