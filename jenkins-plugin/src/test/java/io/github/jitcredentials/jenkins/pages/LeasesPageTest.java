package io.github.jitcredentials.jenkins.pages;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import io.github.jitcredentials.jenkins.Trial;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The pages as four people see them: an administrator, two who were granted a permission of ours, and one who was not. */
@WithJenkins
class LeasesPageTest {
    private static final String HOSTILE = "<script>alert(1)</script> & \"co\"";

    /** A build goes on once its file is here. */
    @TempDir
    private static Path gates;

    private static JenkinsRule jenkins;
    private static Trial trial;

    private final Map<String, WorkflowRun> running = new HashMap<>();

    @BeforeAll
    static void open(JenkinsRule rule) throws Exception {
        jenkins = rule;
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .to("viewer", "revoker", "reader", "stranger", "guesser")
                .grant(Item.DISCOVER)
                .everywhere()
                .to("guesser")
                .grant(Item.READ)
                .everywhere()
                .to("viewer", "revoker", "reader")
                .grant(JitPermissions.VIEW)
                .everywhere()
                .to("viewer", "revoker", "stranger", "guesser")
                .grant(JitPermissions.REVOKE)
                .everywhere()
                .to("revoker"));
        trial = Trial.trusting(rule.getURL());
        // A first answer of Jenkins takes its time.
        get("admin", "jit-credentials/oidc/jwks");
        Trial.configure(trial.url());
    }

    @AfterAll
    static void close() {
        trial.close();
    }

    @AfterEach
    void finish() throws Exception {
        for (Map.Entry<String, WorkflowRun> one : running.entrySet()) {
            Files.createFile(gates.resolve(one.getKey()));
            jenkins.waitForCompletion(one.getValue());
        }
        await(() -> trial.alive() == 0);
    }

    @Test
    void readerWithoutPermission_seesNeitherPageNorBuildsPage() throws Exception {
        WorkflowRun run = begin("reader", "deploy", "publish");

        assertThat(get("reader", "jit-leases/").getStatusCode()).isEqualTo(403);
        assertThat(get("reader", "manage/jit-leases/").getStatusCode()).isEqualTo(403);
        assertThat(get("reader", run.getUrl() + "jit-credentials/").getStatusCode())
                .isEqualTo(403);
        assertThat(main("reader", run.getUrl())).doesNotContain("jit-credentials");
        // Jenkins asks those who are nobody to log in.
        assertThat(get("", "jit-leases/").getWebRequest().getUrl().getPath()).endsWith("/login");
    }

    @Test
    void viewer_seesTheLeaseAndNothingThatEndsIt() throws Exception {
        begin("viewer", "deploy", "publish 1.4.0");

        String page = main("viewer", "jit-leases/");

        assertThat(page).contains("publish 1.4.0", "p-viewer #1", "repo:write", "trial", "active");
        assertThat(page).doesNotContain("revoke?lease=", "revokeAll");
        assertThat(post("viewer", "jit-leases/revoke?lease=" + lease()).getStatusCode())
                .isEqualTo(403);
        assertThat(post("viewer", "jit-leases/revokeAll?profile=&job=").getStatusCode())
                .isEqualTo(403);
        assertThat(trial.alive()).isOne();
    }

    @Test
    void viewerWhoMayNotSeeTheJob_readsNeitherItsNameNorThePurpose() throws Exception {
        begin("hidden", "deploy", "publish the secret project");

        assertThat(main("stranger", "jit-leases/"))
                .contains("a job that you may not see", "deploy")
                .doesNotContain("p-hidden", "the secret project");
        assertThat(main("guesser", "jit-leases/")).contains("a job that you may not see");
        for (String who : List.of("stranger", "guesser")) {
            assertThat(main(who, "jit-leases/?job=p-hidden"))
                    .as("a name that was guessed")
                    .contains(">0</span>");
        }
        assertThat(main("viewer", "jit-leases/?job=p-hidden")).contains("the secret project");
    }

    @Test
    void revocationByGet_isRefused() throws Exception {
        WorkflowRun run = begin("get", "deploy", "publish");

        assertThat(get("admin", "jit-leases/revoke?lease=" + lease()).getStatusCode())
                .isEqualTo(405);
        assertThat(get("admin", "jit-leases/revokeAll?profile=&job=").getStatusCode())
                .isEqualTo(405);
        assertThat(get("admin", "manage/jit-leases/revokeAll?profile=&job=").getStatusCode())
                .isEqualTo(405);
        assertThat(get("admin", run.getUrl() + "jit-credentials/revoke?lease=" + lease())
                        .getStatusCode())
                .isEqualTo(405);
        assertThat(trial.alive()).isOne();
    }

    @Test
    void revocationWithoutACrumb_isRefused() throws Exception {
        begin("crumb", "deploy", "publish");

        try (JenkinsRule.WebClient client = client("admin")) {
            WebRequest request =
                    new WebRequest(new URL(jenkins.getURL(), "jit-leases/revoke?lease=" + lease()), HttpMethod.POST);
            assertThat(client.getPage(request).getWebResponse().getStatusCode()).isEqualTo(403);
        }
        assertThat(trial.alive()).isOne();
    }

    @Test
    void revoker_endsALeaseInsideItsBlock() throws Exception {
        WorkflowRun run = begin("revoked", "deploy", "publish");

        post("revoker", "jit-leases/revoke?lease=" + lease());

        await(() -> trial.alive() == 0);
        assertThat(run.isBuilding()).isTrue();
        assertThat(main("revoker", "jit-leases/")).contains("Nothing is alive");
        assertThat(Files.readString(timeLine(run))).contains("by revoker", "somebody wanted it ended", "proven");
    }

    @Test
    void revoker_endsALeaseOnTheBuildsPage() throws Exception {
        WorkflowRun run = begin("page", "deploy", "publish");
        assertThat(main("revoker", run.getUrl() + "jit-credentials/")).contains("Alive now", "revoke?lease=" + lease());

        post("revoker", run.getUrl() + "jit-credentials/revoke?lease=" + lease());

        await(() -> trial.alive() == 0);
    }

    @Test
    void leaseOfAnotherBuild_isNotEndedThere() throws Exception {
        WorkflowRun one = begin("one", "deploy", "publish");
        String ones = lease();
        WorkflowRun other = begin("other", "read", "look");

        post("revoker", other.getUrl() + "jit-credentials/revoke?lease=" + ones);

        assertThat(Files.readString(timeLine(one))).doesNotContain("withdrawn");
        assertThat(trial.alive()).isEqualTo(2);
    }

    @Test
    void killSwitchOfAProfile_leavesTheOthers() throws Exception {
        begin("kill1", "deploy", "publish");
        begin("kill2", "read", "look");

        post("revoker", "jit-leases/revokeAll?profile=deploy&job=");

        await(() -> trial.alive() == 1);
        assertThat(trial.authority().live().get(0).toString()).contains("repo:read");
    }

    @Test
    void killSwitchOfAJob_endsAlsoWhatIsRenewed() throws Exception {
        begin("long", "renewed", "a long test");
        begin("short", "read", "look");
        await(() -> trial.granted() > 0);

        post("revoker", "jit-leases/revokeAll?profile=&job=p-long");

        await(() -> trial.alive() == 1);
        int granted = trial.granted();
        // Longer than a value lives: nobody asked for another.
        Instant until = Instant.now().plusSeconds(3);
        await(() -> Instant.now().isAfter(until));
        assertThat(trial.granted()).isEqualTo(granted);
        assertThat(trial.alive()).isOne();
    }

    @Test
    void whatOthersWrote_isTextOnThePages() throws Exception {
        WorkflowRun run = begin("\u202Egnp.exe", "deploy", HOSTILE);

        for (String page : new String[] {"jit-leases/", "manage/jit-leases/", run.getUrl() + "jit-credentials/"}) {
            String content = main("admin", page);
            assertThat(content)
                    .contains("&lt;script>alert(1)&lt;/script> &amp; ")
                    .doesNotContain("<script>alert(1)");
        }
        assertThat(main("admin", "jit-leases/")).contains("&lt;U+202E>gnp.exe #1");
        assertThat(get("admin", "jit-leases/?profile=%22%3E%3Cscript%3Ealert(2)&job=%22%3E%3Cscript%3Ealert(2)")
                        .getContentAsString())
                .doesNotContain("<script>alert(2)");
    }

    @Test
    void timeLine_tellsTheStoryAndStaysWithTheBuild() throws Exception {
        WorkflowRun run = begin("story", "deploy", "publish 2.0");
        finish();
        running.clear();

        String page = main("viewer", run.getUrl() + "jit-credentials/");

        assertThat(page)
                .containsSubsequence("permitted", "jobs of ours", "publish 2.0", "asked", "issued", "revoked", "proven")
                .doesNotContain("Alive now");
        assertThat(Files.readString(run.getRootDir().toPath().resolve("build.xml")))
                .doesNotContain("BuildLeases");
    }

    @Test
    void denial_isToldWithItsReasons() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "forbidden");
        job.setDefinition(new CpsFlowDefinition("withJitCredentials(profile: 'deploy') { }", true));
        WorkflowRun run = jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());

        assertThat(main("viewer", run.getUrl() + "jit-credentials/"))
                .contains("denied", "job is forbidden, wanted p* or folder/**");
    }

    @Test
    void buildThatAskedForNothing_hasNoPage() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "quiet");
        job.setDefinition(new CpsFlowDefinition("echo 'nothing'", true));
        WorkflowRun run = jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());

        // What a build has not, Jenkins answers with the build itself.
        assertThat(main("admin", run.getUrl() + "jit-credentials/")).doesNotContain("What this build asked for");
    }

    /** A build that is inside its block. */
    private WorkflowRun begin(String name, String profile, String purpose) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p-" + name);
        job.setDefinition(new CpsFlowDefinition(
                "node { withJitCredentials(profile: '" + profile + "', purpose: '" + purpose
                        + "') { echo 'it is inside'; sh 'while [ ! -e \"" + gates.resolve(name)
                        + "\" ]; do sleep 0.1; done' } }",
                true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("it is inside", run);
        running.put(name, run);
        return run;
    }

    /** The id of the only lease. */
    private static String lease() {
        return LiveLeases.get().all().get(0).id();
    }

    private static Path timeLine(WorkflowRun run) {
        return run.getRootDir().toPath().resolve("jit-credentials.jsonl");
    }

    private static JenkinsRule.WebClient client(String user) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.setJavaScriptEnabled(false);
        return user.isEmpty() ? client : client.login(user);
    }

    private static WebResponse get(String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = client(user)) {
            return client.getPage(new URL(jenkins.getURL(), path)).getWebResponse();
        }
    }

    /** Between frame and footer. */
    private static String main(String user, String path) throws Exception {
        WebResponse response = get(user, path);
        assertThat(response.getStatusCode()).isEqualTo(200);
        String all = response.getContentAsString();
        return all.substring(all.indexOf("id=\"main-panel\""), all.indexOf("<footer"));
    }

    private static WebResponse post(String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = client(user)) {
            WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST);
            WebResponse answer = client.getPage(client.addCrumb(request)).getWebResponse();
            assertThat(answer.getStatusCode()).isIn(HttpURLConnection.HTTP_OK, HttpURLConnection.HTTP_FORBIDDEN);
            return answer;
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        Instant until = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.getAsBoolean() && Instant.now().isBefore(until)) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
