package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A GitHub App's issuer, before a GitHub that holds every exchange against its own description. */
final class GitHubRig implements IssuerRig {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final FakeGitHub github;
    private final Web web;
    private final CredentialIssuer issuer;

    GitHubRig(FakeGitHub.Format format, Map<String, String> settings) {
        this(new FakeGitHub(CLOCK), CLOCK, settings);
        github.hand(format);
    }

    /** @param clock ours, which may differ from GitHub's */
    GitHubRig(FakeGitHub github, Clock clock, Map<String, String> settings) {
        this(github, clock, settings, Webs.patient(clock));
    }

    /** One before which a fault is played. */
    GitHubRig(String fault) {
        this(new FakeGitHub(CLOCK), CLOCK, Map.of(), Webs.before(fault, CLOCK));
    }

    private GitHubRig(FakeGitHub github, Clock clock, Map<String, String> settings, Web web) {
        this.github = github;
        this.web = web;
        Map<String, String> all =
                new TreeMap<>(Map.of("app", FakeGitHub.APP, "key", "env:APP_KEY", "url", github.url()));
        all.putAll(settings);
        IssuerSpec spec = new IssuerSpec("github", "github-app", new TreeMap<>(all));
        this.issuer = Issuers.create(spec, web, noIdentity(), place -> Secret.of(FakeGitHub.pkcs1()), clock);
    }

    /** An App that has its key shows nobody an identity. */
    static IdentityTokens noIdentity() {
        return new IdentityTokens() {
            @Override
            public IdentityToken fresh(String audience) {
                throw new AssertionError("an identity token was asked for, for " + audience);
            }

            @Override
            public Renewability renewability() {
                return Renewability.FIXED;
            }
        };
    }

    static CredentialRequest asking(Set<String> repositories, Set<String> permissions) {
        return asking(Scope.of(Map.of("repositories", repositories, "permissions", permissions)));
    }

    static CredentialRequest asking(Scope scope) {
        return new CredentialRequest(
                "push",
                "github",
                scope,
                Duration.ofMinutes(5),
                new Task("test", "contract", new Purpose("push 1.4.0")),
                null);
    }

    FakeGitHub github() {
        return github;
    }

    @Override
    public CredentialIssuer issuer() {
        return issuer;
    }

    @Override
    public CredentialRequest request() {
        return asking(Set.of("acme/app"), Set.of("contents:write"));
    }

    @Override
    public int live() {
        return github.live();
    }

    @Override
    public int granted() {
        return github.granted();
    }

    @Override
    public void loseNextAnswer() {
        github.loseNext();
    }

    @Override
    public void goAway() {
        github.goAway();
    }

    @Override
    public void comeBack() {
        github.comeBack();
    }

    @Override
    public void refuseNext() {
        github.refuseNext();
    }

    @Override
    public void grantMoreNext() {
        github.grantMoreNext();
    }

    @Override
    public void grantEndlessNext() {
        github.grantEndlessNext();
    }

    @Override
    public List<Secret> secrets() {
        return github.secrets();
    }

    @Override
    public void close() {
        web.close();
        github.close();
    }
}
