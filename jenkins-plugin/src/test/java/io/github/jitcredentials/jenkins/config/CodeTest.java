package io.github.jitcredentials.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.OnLeak;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Configuration as code, by the very text of docs/jenkins-configuration.md. */
@WithJenkins
class CodeTest {
    private static final Path DOCS = Path.of("../docs/jenkins-configuration.md");
    private static final Pattern EXAMPLE =
            Pattern.compile("```yaml\n(unclassified:\n  jitCredentials:\n.*?)```", Pattern.DOTALL);

    @TempDir
    private Path files;

    private JenkinsRule jenkins;

    @BeforeEach
    void open(JenkinsRule rule) {
        jenkins = rule;
    }

    @Test
    void exampleOfTheDocs_isReadWrittenAndReadAgain() throws Exception {
        apply(example());

        Configuration read = ControllerConfiguration.get().read();
        assertThat(read.issuers().keySet())
                .containsExactly("sso", "bao", "bao-by-approle", "bao-kv", "github", "github-by-transit", "sts");
        assertThat(read.issuers().get("sso").settings())
                .containsEntry("secret", "credential::sso-client")
                .containsEntry("target-audience", "packages")
                .containsEntry("by-hand", "kcadm.sh delete sessions/SESSION -r ci")
                .containsKey("endpoints.introspection");
        assertThat(read.issuers().get("bao-kv").settings()).containsEntry("secrets", "stored");
        assertThat(read.profiles().get("read-secrets").onLeak()).isEqualTo(OnLeak.FAIL);
        assertThat(read.profiles().get("deploy").purpose()).isEqualTo("publish {job} for everybody");
        assertThat(ControllerConfiguration.get().getRuleEntries())
                .extracting(RuleEntry::getName)
                .containsExactly(
                        "releases from main",
                        "migrations, also replayed",
                        "a key that nobody can revoke",
                        "everybody may read");
        assertThat(ControllerConfiguration.get().isNarrowFromScm()).isTrue();
        assertThat(ControllerConfiguration.get().getFolders().names("sso.teams.example.com"))
                .isTrue();

        assertThat(ControllerConfiguration.get().eventsFile())
                .contains(Path.of("/var/log/jit-credentials/events.jsonl"));

        String exported = exported();
        assertThat(exported).containsPattern("auditEvents: \"?/var/log/jit-credentials/events.jsonl");
        apply("unclassified:\n  jitCredentials:\n    narrowFromScm: false\n");
        assertThat(ControllerConfiguration.get().isEmpty()).isTrue();
        assertThat(ControllerConfiguration.get().eventsFile()).isEmpty();
        apply(exported);

        Configuration again = ControllerConfiguration.get().read();
        assertThat(again.issuers()).isEqualTo(read.issuers());
        assertThat(again.profiles()).isEqualTo(read.profiles());
        assertThat(exported()).isEqualTo(exported);
        assertThat(exported).contains("publish {job} for everybody").doesNotContain("credential:", "from:");

        ControllerConfiguration afterAStart = new ControllerConfiguration();
        assertThat(afterAStart.read().issuers()).isEqualTo(read.issuers());
        assertThat(afterAStart.read().profiles()).isEqualTo(read.profiles());
        assertThat(afterAStart.getFolders()).isNotNull();
        assertThat(afterAStart.isNarrowFromScm()).isTrue();
        assertThat(afterAStart.getAuditEvents()).isEqualTo("/var/log/jit-credentials/events.jsonl");
    }

    @Test
    void templatesOfJenkins_stayInAnExport() throws Exception {
        apply(example()
                .replace("{job} for ${TEAM:-everybody}", "^${job} for {job}")
                .replace("narrowFromScm: true", "idTokenCredentialsId: builds"));
        String exported = exported();
        apply(exported);

        assertThat(ControllerConfiguration.get().read().profiles().get("deploy").purpose())
                .isEqualTo("publish ${job} for {job}");
        assertThat(ControllerConfiguration.get().getIdTokenCredentialsId()).isEqualTo("builds");
    }

    @Test
    void form_saysTheSame() throws Exception {
        apply(example());
        String before = exported();
        Configuration read = ControllerConfiguration.get().read();

        jenkins.submit(jenkins.createWebClient().goTo("configure").getFormByName("config"));

        assertThat(exported()).isEqualTo(before);
        assertThat(ControllerConfiguration.get().read().issuers()).isEqualTo(read.issuers());
        assertThat(ControllerConfiguration.get().read().profiles()).isEqualTo(read.profiles());
    }

    @Test
    void mistakes_areAllToldWithTheirLines_andNothingIsApplied() throws Exception {
        apply(example());
        String wrong = """
                unclassified:
                  jitCredentials:
                    identity: [ github-actions ]
                    issuers:
                      sso:
                        oauth2:
                          url: https://sso.example.com/
                          key: file:/etc/passwd
                          command: cat /etc/passwd
                      bao:
                        vault:
                          url: https://bao.example.com
                          ca: /etc/ssl/ca.pem
                          login:
                            kubernetes: { role: deploy }
                      wrapped:
                        vault:
                          url: https://bao.example.com
                          login:
                            approle: { roleId: a, secretId: "env:SECRET", secretIdComes: wrapped }
                    profiles:
                      deploy:
                        issuer: ssoo
                        request: { scope: [ a ] }
                        ttl: 2d
                        deliver:
                          mavenServer: { id: releases }
                    policy:
                      releases:
                        permit: [ deploy ]
                        when: { job: a }
                        maxTTL: 1h
                    folders:
                      hosts: [ "https://sso.example.com" ]
                      networks: [ 169.254.0.0/16 ]
                      ports: [ 1 ]
                    narrowFromScm: perhaps
                    auditEvents: events.jsonl
                """;

        assertThatThrownBy(() -> apply(wrong))
                .isInstanceOf(ConfiguratorException.class)
                .message()
                .contains(
                        "jenkins.yaml:3: jitCredentials.identity",
                        "8: jitCredentials.issuers.sso.oauth2.key",
                        "takes the id of a stored credential",
                        "9: jitCredentials.issuers.sso.oauth2.command",
                        "13: jitCredentials.issuers.bao.vault.ca",
                        "15: jitCredentials.issuers.bao.vault.login.kubernetes",
                        "20: jitCredentials.issuers.wrapped.vault.login.approle.secretId",
                        "secretIdComes",
                        "23: jitCredentials.profiles.deploy.issuer",
                        "25: jitCredentials.profiles.deploy.ttl",
                        "27: jitCredentials.profiles.deploy.deliver.mavenServer",
                        "32: jitCredentials.policy.releases.maxTTL",
                        "34: jitCredentials.folders.hosts",
                        "35: jitCredentials.folders.networks",
                        "36: jitCredentials.folders.ports",
                        "37: jitCredentials.narrowFromScm",
                        "38: jitCredentials.auditEvents: \"events.jsonl\" is not absolute");
        assertThat(ControllerConfiguration.get().read().issuers()).hasSize(7);
    }

    @Test
    void secretInPlaceOfAnId_isRefusedAndNotRepeated() throws Exception {
        String example = example();
        String secret = "ghp_" + "0123456789abcdefghijklmnopqrstuvwxyz";

        assertThatThrownBy(() -> apply(example.replace("sso-client", secret)))
                .isInstanceOf(ConfiguratorException.class)
                .message()
                .doesNotContain(secret);
    }

    private static String example() throws java.io.IOException {
        Matcher found = EXAMPLE.matcher(Files.readString(DOCS));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private void apply(String yaml) throws java.io.IOException {
        Path file = Files.writeString(files.resolve("jenkins.yaml"), yaml);
        ConfigurationAsCode.get().configure(file.toString());
    }

    /** Our part of what Jenkins exports. */
    private static String exported() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        Matcher part =
                Pattern.compile("(?m)^  jitCredentials:\n(    .*\n)+").matcher(out.toString(StandardCharsets.UTF_8));
        assertThat(part.find()).isTrue();
        return "unclassified:\n" + part.group();
    }
}
