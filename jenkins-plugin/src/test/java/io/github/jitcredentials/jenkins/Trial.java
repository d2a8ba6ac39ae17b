package io.github.jitcredentials.jenkins;

import io.github.jitcredentials.authority.AuthoritySettings;
import io.github.jitcredentials.authority.TrialAuthority;
import io.github.jitcredentials.authority.TrialClient;
import io.github.jitcredentials.authority.identity.TrustedIssuer;
import io.github.jitcredentials.jenkins.config.ConditionEntry;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.FileEntry;
import io.github.jitcredentials.jenkins.config.OAuth2IssuerEntry;
import io.github.jitcredentials.jenkins.config.PartEntry;
import io.github.jitcredentials.jenkins.config.ProfileEntry;
import io.github.jitcredentials.jenkins.config.RuleEntry;
import io.github.jitcredentials.jenkins.config.VariableEntry;
import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** A real authority over HTTP, which looks up a controller's keys at the controller, and what that controller is told of it. */
public final class Trial implements AutoCloseable {
    private final TrialAuthority authority;

    private Trial(TrialAuthority authority) {
        this.authority = authority;
    }

    /** @param jenkins the controller's URL */
    public static Trial trusting(URL jenkins) throws IOException {
        String issuer = jenkins + "jit-credentials/oidc";
        return trusting(issuer, URI.create(issuer + "/jwks"));
    }

    /** One that trusts somebody else. */
    public static Trial trusting(String issuer, URI jwks) throws IOException {
        return new Trial(TrialAuthority.start(AuthoritySettings.trusting(TrustedIssuer.of(issuer, jwks))
                .withClient(TrialClient.open("trial", Set.of("repo:read", "repo:write")))));
    }

    public String url() {
        return authority.url().toString();
    }

    public TrialAuthority authority() {
        return authority;
    }

    public int granted() {
        return authority.grants().size();
    }

    public int alive() {
        return authority.live().size();
    }

    /**
     * Tells the controller in this process of an authority: profiles {@code deploy} and {@code read} for variables, {@code file} for
     * a file, {@code renewed} for one whose content changes; all jobs but {@code forbidden} may have them.
     */
    public static void configure(String authority) {
        ControllerConfiguration configuration = ControllerConfiguration.get();
        OAuth2IssuerEntry issuer = new OAuth2IssuerEntry("trial", authority);
        issuer.setClient("trial");
        issuer.setGrant("token-exchange");
        configuration.setIssuerEntries(List.of(issuer));
        ProfileEntry deploy = profile("deploy", "repo:write", "5m");
        deploy.setEnv(List.of(new VariableEntry("DEPLOY_TOKEN", "token")));
        deploy.setPurpose("publish from {job}");
        ProfileEntry read = profile("read", "repo:read", "5m");
        read.setEnv(List.of(new VariableEntry("READ_TOKEN", "token")));
        ProfileEntry file = profile("file", "repo:read", "5m");
        file.setFile(List.of(file()));
        ProfileEntry renewed = profile("renewed", "repo:read", "6s");
        renewed.setRenew("10m");
        renewed.setFile(List.of(file()));
        configuration.setProfileEntries(List.of(deploy, read, file, renewed));
        RuleEntry rule = new RuleEntry(
                "jobs of ours",
                List.of("deploy", "read", "file", "renewed"),
                List.of(new ConditionEntry("job", List.of("p*", "folder/**"))));
        rule.setMaxTtl("10m");
        configuration.setRuleEntries(List.of(rule));
    }

    private static FileEntry file() {
        FileEntry file = new FileEntry("token.txt");
        file.setField("token");
        return file;
    }

    private static ProfileEntry profile(String name, String scope, String ttl) {
        return new ProfileEntry(name, "trial", List.of(new PartEntry("scope", List.of(scope))), ttl);
    }

    /** Waits for a file that a step makes when it has come so far. */
    public static void await(Path file) throws Exception {
        await(() -> Files.exists(file), String.valueOf(file.getFileName()));
    }

    /** Waits until something holds, for a minute. */
    public static void await(Callable<Boolean> condition, String what) throws Exception {
        for (int i = 0; i < 3000; i++) {
            if (condition.call()) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("waited in vain for " + what);
    }

    /** Finds the secret that a file holds, wherever it is written. */
    public static LeakCanary canary(Path token) throws IOException {
        return LeakCanary.of(Secret.of(Files.readString(token)));
    }

    /**
     * Looks for a credential in a controller's home, which goes on changing meanwhile.
     *
     * @param token what a step wrote down for this, outside of that home
     */
    public static void assertClean(Path token, Path home) throws IOException {
        LeakCanary canary = canary(token);
        for (int i = 0; i < 20; i++) {
            try {
                canary.assertClean(home);
                return;
            } catch (AssertionError e) {
                if (!(e.getCause() instanceof UncheckedIOException)) {
                    throw e;
                }
            }
        }
        canary.assertClean(home);
    }

    @Override
    public void close() {
        authority.close();
    }
}
