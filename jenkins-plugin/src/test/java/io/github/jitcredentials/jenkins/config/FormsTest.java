package io.github.jitcredentials.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.github.jitcredentials.jenkins.Trial;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The forms while they are filled in, and after they were sent. */
@WithJenkins
class FormsTest {
    private static final String OAUTH2 = "descriptorByName/" + OAuth2IssuerEntry.class.getName() + "/reach";
    private static final String EXPLAIN = "descriptorByName/" + ControllerConfiguration.class.getName() + "/explain";
    private static final String EVENTS =
            "descriptorByName/" + ControllerConfiguration.class.getName() + "/checkAuditEvents";
    private static final String STEP = "descriptorByName/io.github.jitcredentials.jenkins.step.JitStep/";

    private static JenkinsRule jenkins;
    private static Trial trial;
    private static FreeStyleProject job;

    @BeforeAll
    static void open(JenkinsRule rule) throws Exception {
        jenkins = rule;
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader", "developer")
                .grant(Item.CONFIGURE)
                .everywhere()
                .to("developer"));
        trial = Trial.trusting(rule.getURL());
        job = rule.createFreeStyleProject("p");
    }

    @AfterAll
    static void close() {
        trial.close();
    }

    @BeforeEach
    void configure() {
        Trial.configure(trial.url());
    }

    @Test
    void configuration_isTheSameAfterItsFormWasSent() throws Exception {
        ControllerConfiguration configuration = ControllerConfiguration.get();
        OAuth2IssuerEntry issuer = new OAuth2IssuerEntry("trial", trial.url());
        issuer.setClient("trial");
        issuer.setGrant("token-exchange");
        issuer.setProve("self");
        configuration.setIssuerEntries(List.of(issuer));
        String before = Jenkins.XSTREAM2.toXML(List.of(
                configuration.getIssuerEntries(), configuration.getProfileEntries(), configuration.getRuleEntries()));

        try (JenkinsRule.WebClient client = jenkins.createWebClient().login("admin")) {
            jenkins.submit(client.goTo("configure").getFormByName("config"));
        }

        assertThat(Jenkins.XSTREAM2.toXML(List.of(
                        configuration.getIssuerEntries(),
                        configuration.getProfileEntries(),
                        configuration.getRuleEntries())))
                .isEqualTo(before);
    }

    @Test
    void connectionToAnIssuerThatIsThere_saysWhereItIsAsked() throws Exception {
        assertThat(post(
                                "admin",
                                OAUTH2,
                                "name",
                                "trial",
                                "url",
                                trial.url(),
                                "client",
                                "trial",
                                "grant",
                                "token-exchange")
                        .getContentAsString())
                .contains("It answers: tokens at " + trial.url());
    }

    @Test
    void connectionToAnIssuerThatIsNotThere_saysSo() throws Exception {
        assertThat(post("admin", OAUTH2, "name", "trial", "url", "http://127.0.0.1:1", "client", "trial")
                        .getContentAsString())
                .contains("class=\"error\"", "127.0.0.1:1");
    }

    @Test
    void connectionWithWrongSettings_saysAllThatIsWrong() throws Exception {
        assertThat(post("admin", OAUTH2, "name", "trial", "url", "nonsense", "client", "trial")
                        .getContentAsString())
                .contains("class=\"error\"", "jitCredentials.issuers.trial");
    }

    @Test
    void connectionForSomebodyElse_isNotTried() throws Exception {
        String[] form = {"name", "trial", "url", trial.url(), "client", "trial"};

        assertThat(post("developer", OAUTH2, form).getStatusCode()).isEqualTo(403);
        assertThat(get("admin", OAUTH2 + "?name=trial&url=" + trial.url()).getStatusCode())
                .isIn(404, 405);
    }

    @Test
    void describedBuildThatIsPermitted_isToldTheRule() throws Exception {
        assertThat(explain("admin", "p", "deploy", "").getContentAsString())
                .contains("class=\"ok\"", "Permitted by", "jobs of ours", "repo:write");
    }

    @Test
    void describedBuildThatIsDenied_isToldAllReasons() throws Exception {
        assertThat(explain("admin", "elsewhere", "deploy", "").getContentAsString())
                .contains("class=\"error\"", "job is elsewhere, wanted p* or folder/**");
        assertThat(explain("admin", "p", "deploy", "replayed=true").getContentAsString())
                .contains("class=\"error\"", "the build is replayed");
        assertThat(trial.granted()).isZero();
    }

    @Test
    void describedBuildWithAnUnknownClaim_isToldTheKnownOnes() throws Exception {
        assertThat(explain("admin", "p", "deploy", "<b>=main").getContentAsString())
                .contains("class=\"error\"", "is no claim", "ref_name")
                .doesNotContain("<b>=");
    }

    @Test
    void describedBuild_isNobodysButTheAdministrators() throws Exception {
        assertThat(explain("developer", "p", "deploy", "").getStatusCode()).isEqualTo(403);
        assertThat(get("admin", EXPLAIN + "?explainJob=p&explainProfile=deploy&explainClaims=")
                        .getStatusCode())
                .isIn(404, 405);
    }

    @Test
    void secondAuditFile_isTakenOnlyWhereNobodyElseReadsOrWrites(@TempDir Path elsewhere) throws Exception {
        Path home = jenkins.jenkins.getRootDir().toPath();
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), home.resolve("userContent"));

        assertThat(events("admin", elsewhere.resolve("siem/events.jsonl"))).doesNotContain("error");
        assertThat(elsewhere.resolve("siem")).doesNotExist();
        assertThat(events("admin", Path.of("events.jsonl"))).contains("class=\"error\"", "is not absolute");
        assertThat(events("admin", elsewhere)).contains("class=\"error\"", "is a directory");
        for (Path inside : List.of(
                home.resolve("userContent/events.jsonl"),
                home.resolve("jobs/p/builds/events.jsonl"),
                home.resolve("workspace/p/events.jsonl"),
                home.resolve("../" + home.getFileName() + "/userContent/x"),
                link.resolve("events.jsonl"))) {
            assertThat(events("admin", inside))
                    .contains("class=\"error\"", "where users read or builds write", "choose a file outside of it");
        }
        Path file = Files.createFile(elsewhere.resolve("file"));
        assertThat(events("admin", file.resolve("events.jsonl")))
                .contains("class=\"error\"", "can&#039;t be written by the account that Jenkins runs as");
    }

    @Test
    void secondAuditFile_isNobodysButTheAdministrators() throws Exception {
        assertThat(post("developer", EVENTS, "value", "/tmp/events.jsonl").getStatusCode())
                .isEqualTo(403);
        assertThat(get("admin", EVENTS + "?value=/tmp/events.jsonl").getStatusCode())
                .isIn(404, 405);
    }

    @Test
    void secondAuditFileOfAForm_isTheSameAfterwards(@TempDir Path elsewhere) throws Exception {
        ControllerConfiguration configuration = ControllerConfiguration.get();
        configuration.setAuditEvents(elsewhere.resolve("events.jsonl").toString());
        try (JenkinsRule.WebClient client = jenkins.createWebClient().login("admin")) {
            jenkins.submit(client.goTo("configure").getFormByName("config"));
        }

        assertThat(configuration.eventsFile()).contains(elsewhere.resolve("events.jsonl"));
        configuration.setAuditEvents(null);
        assertThat(configuration.eventsFile()).isEmpty();
    }

    @Test
    void profilesOfTheStep_areForThoseWhoMayConfigureTheJob() throws Exception {
        String fill = job.getUrl() + STEP + "fillProfileItems";

        assertThat(post("developer", fill).getContentAsString()).contains("deploy", "renewed");
        assertThat(post("reader", fill).getStatusCode()).isEqualTo(403);
    }

    @Test
    void durationThatIsNone_isRefusedInTheForm() throws Exception {
        String check = job.getUrl() + STEP + "checkTtl";

        assertThat(post("developer", check, "value", "10m").getContentAsString())
                .doesNotContain("error");
        assertThat(post("developer", check, "value", "soon").getContentAsString())
                .contains("class=\"error\"");
        assertThat(post("reader", check, "value", "soon").getStatusCode()).isEqualTo(403);
    }

    private static String events(String user, Path file) throws Exception {
        return post(user, EVENTS, "value", file.toString()).getContentAsString();
    }

    private static WebResponse explain(String user, String job, String profile, String claims) throws Exception {
        return post(user, EXPLAIN, "explainJob", job, "explainProfile", profile, "explainClaims", claims);
    }

    private static WebResponse get(String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = client(user)) {
            return client.getPage(new URL(jenkins.getURL(), path)).getWebResponse();
        }
    }

    private static WebResponse post(String user, String path, String... form) throws Exception {
        try (JenkinsRule.WebClient client = client(user)) {
            WebRequest request = client.addCrumb(new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST));
            for (int i = 0; i < form.length; i += 2) {
                request.getRequestParameters().add(new NameValuePair(form[i], form[i + 1]));
            }
            return client.getPage(request).getWebResponse();
        }
    }

    private static JenkinsRule.WebClient client(String user) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.setJavaScriptEnabled(false);
        return client.login(user);
    }
}
