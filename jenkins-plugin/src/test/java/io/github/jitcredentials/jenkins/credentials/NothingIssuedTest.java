package io.github.jitcredentials.jenkins.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsNameProvider;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.UserCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import hudson.util.Secret;
import io.github.jitcredentials.jenkins.Trial;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.jenkinsci.plugins.credentialsbinding.impl.UsernamePasswordMultiBinding;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is done with credentials without a build: nothing of it issues anything, which the authority's books show. */
@WithJenkins
class NothingIssuedTest {
    private static final String STORE = "credentials/store/system/domain/_/";
    private static JenkinsRule jenkins;

    private Trial trial;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void open() throws Exception {
        trial = Trial.trusting(jenkins.getURL());
        Trial.configure(trial.url());
        Stored.all(Stored.login(), Stored.text(), Stored.file());
    }

    @AfterEach
    void close() throws Exception {
        assertThat(trial.granted()).isZero();
        trial.close();
        jenkins.jenkins.setSecurityRealm(hudson.security.SecurityRealm.NO_AUTHENTICATION);
        jenkins.jenkins.setAuthorizationStrategy(new hudson.security.AuthorizationStrategy.Unsecured());
    }

    @Test
    void lists_nameTheProfileAndNoUser() throws Exception {
        List<StandardCredentials> all = CredentialsProvider.lookupCredentialsInItemGroup(
                StandardCredentials.class, jenkins.jenkins, ACL.SYSTEM2, List.of());

        assertThat(all.stream().map(CredentialsNameProvider::name))
                .containsExactlyInAnyOrder("JIT deploy (of ours)", "JIT read", "JIT file");
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            assertThat(browser.goTo(STORE).asNormalizedText()).contains("JIT deploy (of ours)", "login");
        }
    }

    @Test
    void dropDownOfAJob_offersThem() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject();

        ListBoxModel model = jenkins.jenkins
                .getDescriptorByType(UsernamePasswordMultiBinding.DescriptorImpl.class)
                .doFillCredentialsIdItems(job);

        assertThat(model.stream().map(option -> option.value)).contains("login");
    }

    @Test
    void formOfEachKind_isSavedAsItWas() throws Exception {
        IssuedUsernamePassword login = Stored.login();
        login.setPurpose("publish");
        login.setField("token");
        Stored.all(login, Stored.text(), Stored.file());
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            for (String id : List.of("login", "text", "file")) {
                HtmlPage page = browser.goTo(STORE + "credential/" + id + "/update");
                jenkins.submit(page.getFormByName("update"));
            }
        }

        IssuedUsernamePassword saved = CredentialsProvider.lookupCredentialsInItemGroup(
                        IssuedUsernamePassword.class, jenkins.jenkins, ACL.SYSTEM2, List.of())
                .get(0);
        jenkins.assertEqualDataBoundBeans(login, saved);
        assertThat(CredentialsProvider.lookupCredentialsInItemGroup(
                                IssuedFile.class, jenkins.jenkins, ACL.SYSTEM2, List.of())
                        .get(0)
                        .getFileName())
                .isEqualTo("secret.txt");
    }

    @Test
    void formCheck_tellsWhatIsWrongWithAProfile() {
        IssuedText.DescriptorImpl descriptor = jenkins.jenkins.getDescriptorByType(IssuedText.DescriptorImpl.class);

        assertThat(descriptor.doCheckProfile(jenkins.jenkins, "deploy").kind.name())
                .isEqualTo("OK");
        assertThat(descriptor.doCheckProfile(jenkins.jenkins, "deplou").getMessage())
                .contains("deploy");
        assertThat(descriptor.doCheckProfile(jenkins.jenkins, "renewed").getMessage())
                .contains("renewed with other values");
        assertThat(descriptor.doCheckProfile(jenkins.jenkins, "").getMessage()).contains("Choose");
        assertThat(descriptor.doFillProfileItems(jenkins.jenkins, "gone").stream()
                        .map(option -> option.value))
                .containsExactly("", "deploy", "read", "file", "renewed", "gone");
    }

    @Test
    void whoMayNotEditCredentials_seesNoProfile() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("alice"));
        IssuedText.DescriptorImpl descriptor = jenkins.jenkins.getDescriptorByType(IssuedText.DescriptorImpl.class);

        try (var as = ACL.as2(hudson.model.User.getById("alice", true).impersonate2())) {
            assertThat(descriptor.doFillProfileItems(jenkins.jenkins, "deploy").stream()
                            .map(option -> option.value))
                    .containsExactly("deploy");
            assertThat(descriptor.doCheckProfile(jenkins.jenkins, "deplou").kind.name())
                    .isEqualTo("OK");
            assertThat(descriptor.doFillFallbackItems(jenkins.jenkins, "").stream()
                            .map(option -> option.value))
                    .containsExactly("");
        }
    }

    @Test
    void whoHasAStoreOfHisOwn_seesNothingOfTheControllers() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(
                new MockAuthorizationStrategy().grant(Jenkins.READ).everywhere().to("alice"));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.SYSTEM, "root", "", Secret.fromString("s")));
        User alice = User.getById("alice", true);
        IssuedText.DescriptorImpl descriptor = jenkins.jenkins.getDescriptorByType(IssuedText.DescriptorImpl.class);

        try (var as = ACL.as2(alice.impersonate2())) {
            assertThat(descriptor.doFillFallbackItems(alice, "").stream().map(option -> option.value))
                    .containsExactly("");
            assertThat(descriptor.doFillProfileItems(alice, "").stream().map(option -> option.value))
                    .containsExactly("");
            assertThat(descriptor.doCheckProfile(alice, "deplou").kind.name()).isEqualTo("OK");
        }
        assertThat(descriptor.isApplicable(CredentialsProvider.all().get(UserCredentialsProvider.class)))
                .isFalse();
        assertThat(descriptor.isApplicable(CredentialsProvider.all().get(SystemCredentialsProvider.ProviderImpl.class)))
                .isTrue();
    }

    @Test
    void fileName_isNeverAPath() {
        IssuedFile file = Stored.file();
        for (String path : List.of("/etc/x", "../x", "C:\\x", "a/../x", "a\n/x")) {
            file.setFileName(path);
            assertThat(file.getFileName()).isEqualTo("x");
        }
        for (String none : List.of("..", "x/..", ".", "x/")) {
            file.setFileName(none);
            assertThat(file.getFileName()).isEqualTo("file");
        }
        IssuedFile read = (IssuedFile) Jenkins.XSTREAM2.fromXML(
                Jenkins.XSTREAM2.toXML(Stored.file()).replace("secret.txt", "/var/jenkins_home/userContent/x"));
        assertThat(read.getFileName()).isEqualTo("x");
    }

    @Test
    void jobsThatNameThem_areConfigured() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.getBuildWrappersList()
                .add(new SecretBuildWrapper(List.of(new UsernamePasswordMultiBinding("U", "P", "login"))));
        jenkins.configRoundtrip((Item) job);
        WorkflowJob pipeline = jenkins.createProject(WorkflowJob.class);
        pipeline.setDefinition(
                new CpsFlowDefinition("withCredentials([string(credentialsId: 'text', variable: 'T')]) {}", true));
        jenkins.configRoundtrip(pipeline);
    }

    @Test
    void useWithoutABuild_isRefusedInOneSentence() {
        StandardUsernamePasswordCredentials login = CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardUsernamePasswordCredentials.class, jenkins.jenkins, ACL.SYSTEM2, List.of())
                .get(0);

        assertThat(login.getUsername()).isEqualTo("ci");
        assertThatThrownBy(login::getPassword)
                .isInstanceOf(CredentialsUnavailableException.class)
                .hasMessage(
                        "jit-credentials: credential \"login\" is issued to a running build that policy permits it to,"
                                + " and here is no build")
                .satisfies(refused -> assertThat(refused.getStackTrace()).isEmpty());
        assertThatThrownBy(() -> CredentialsProvider.snapshot(login))
                .isInstanceOf(CredentialsUnavailableException.class);
    }

    @Test
    void useInABuildThatIsOver_isRefused() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("p-over");
        var run = jenkins.buildAndAssertSuccess(job);

        StandardUsernamePasswordCredentials login = CredentialsProvider.findCredentialById(
                "login", StandardUsernamePasswordCredentials.class, run, List.of());

        assertThatThrownBy(login::getPassword).hasMessageContaining("p-over #1 is over");
    }

    @Test
    void configurationAsCode_exportsWhatIsStored() throws Exception {
        ByteArrayOutputStream exported = new ByteArrayOutputStream();

        io.jenkins.plugins.casc.ConfigurationAsCode.get().export(exported);

        assertThat(exported.toString(StandardCharsets.UTF_8))
                .contains("jitUsernamePassword:", "jitString:", "jitFile:", "profile: \"deploy\"", "username: \"ci\"");
    }
}
