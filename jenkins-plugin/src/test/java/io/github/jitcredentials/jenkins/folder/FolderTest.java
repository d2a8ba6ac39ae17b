package io.github.jitcredentials.jenkins.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Result;
import hudson.util.FormValidation;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.PartEntry;
import io.github.jitcredentials.jenkins.config.ProfileEntry;
import io.github.jitcredentials.jenkins.step.JitStep;
import java.io.StringReader;
import java.util.List;
import javax.xml.transform.stream.StreamSource;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What folders may say, and what they may not. A folder's administrator is one who has no other right but that. */
class FolderTest extends OneFolder {
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
}
