package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.CuttingProxy;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.StubServer.Seen;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An octo-sts' issuer: the exchange is played as its own documentation has it, before {@link FakeGitHub}. */
final class OctoStsRig implements IssuerRig, IdentityTokens {
    static final String EXCHANGE = "/sts/exchange?scope=acme/app&identity=push";

    private final FakeGitHub github = new FakeGitHub(GitHubRig.CLOCK);
    private final StubServer sts = new StubServer();
    private final CuttingProxy proxy = new CuttingProxy(sts.uri(""));
    private final Web web;
    private final CredentialIssuer issuer;
    private final List<String> audiences = new ArrayList<>();
    private final List<Secret> shown = new ArrayList<>();
    private boolean refusing;
    private boolean wider;

    OctoStsRig() {
        this("");
    }

    /** One before which a fault is played. */
    OctoStsRig(String fault) {
        this(fault, GitHubRig.CLOCK);
    }

    /** @param clock ours, which may differ from GitHub's */
    OctoStsRig(String fault, Clock clock) {
        web = Webs.before(fault, clock);
        comeBack();
        IssuerSpec spec = new IssuerSpec(
                "sts",
                "octo-sts",
                new TreeMap<>(Map.of("url", proxy.url().toString(), "identity", "push", "github", github.url())));
        issuer = Issuers.create(
                spec,
                web,
                this,
                place -> {
                    throw new AssertionError("a secret was asked for");
                },
                clock);
    }

    FakeGitHub github() {
        return github;
    }

    /** What stands before the service. */
    CuttingProxy proxy() {
        return proxy;
    }

    StubServer sts() {
        return sts;
    }

    List<String> audiences() {
        return audiences;
    }

    private Reply exchange(Seen seen) {
        if (!seen.path().equals(EXCHANGE) || !seen.method().equals("GET")) {
            return Reply.json(404, "{\"code\":5,\"message\":\"unable to find trust policy\",\"details\":[]}");
        }
        String bearer = seen.headers().getOrDefault("authorization", "");
        if (refusing) {
            refusing = false;
            return Reply.json(403, "{\"code\":7,\"message\":\"token " + bearer + " does not match\",\"details\":[]}");
        }
        String token = github.hand(wider ? List.of("acme/app", "acme/lib") : List.of("acme/app"));
        wider = false;
        return Reply.json(200, "{\"token\":\"" + token + "\"}");
    }

    @Override
    public IdentityToken fresh(String audience) {
        Secret token = Secret.of("identity-token-" + shown.size() + "-signature-abcdefgh");
        shown.add(token);
        audiences.add(audience);
        return new IdentityToken(
                new Identity(
                        "ci",
                        "https://ci.example.com",
                        "repo:acme/app:ref:refs/heads/main",
                        Map.of(),
                        GitHubRig.NOW.plusSeconds(300)),
                token);
    }

    @Override
    public Renewability renewability() {
        return Renewability.FRESH;
    }

    @Override
    public CredentialIssuer issuer() {
        return issuer;
    }

    @Override
    public CredentialRequest request() {
        return GitHubRig.asking(Scope.of("repositories", "acme/app"));
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
        proxy.loseNext(EXCHANGE);
    }

    @Override
    public void goAway() {
        sts.otherwise(seen -> Reply.of(503, "text/plain", "away", "Retry-After: 1"));
        github.goAway();
    }

    @Override
    public void comeBack() {
        sts.otherwise(this::exchange);
        github.comeBack();
    }

    @Override
    public void refuseNext() {
        refusing = true;
    }

    @Override
    public void grantMoreNext() {
        wider = true;
    }

    @Override
    public void grantEndlessNext() {
        throw new UnsupportedOperationException("an octo-sts never says when its tokens end");
    }

    @Override
    public List<Secret> secrets() {
        List<Secret> all = new ArrayList<>(shown);
        all.addAll(github.secrets());
        return all;
    }

    @Override
    public void close() {
        web.close();
        proxy.close();
        sts.close();
        github.close();
    }
}
