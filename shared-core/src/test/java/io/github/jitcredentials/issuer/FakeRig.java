package io.github.jitcredentials.issuer;

import io.github.jitcredentials.issuer.FakeIssuer.Call;
import io.github.jitcredentials.issuer.FakeIssuer.Fault;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;

/** The contract's rig around {@link FakeIssuer}, with something put between, or nothing. */
final class FakeRig implements IssuerRig {
    private final FakeIssuer authority =
            new FakeIssuer("fake", Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC));
    private final CredentialIssuer issuer;

    FakeRig(UnaryOperator<CredentialIssuer> between) {
        issuer = between.apply(authority);
    }

    FakeIssuer authority() {
        return authority;
    }

    static CredentialRequest asking(String... scope) {
        return new CredentialRequest(
                "deploy",
                "fake",
                Scope.of("scope", scope),
                Duration.ofMinutes(5),
                new Task("test", "contract", new Purpose("publish 1.4.0")),
                null);
    }

    @Override
    public CredentialIssuer issuer() {
        return issuer;
    }

    @Override
    public CredentialRequest request() {
        return asking("repo:write");
    }

    @Override
    public int live() {
        return authority.liveLeases();
    }

    @Override
    public int granted() {
        return authority.granted();
    }

    @Override
    public void loseNextAnswer() {
        authority.next(Call.ISSUE, Fault.LOST_ANSWER);
    }

    @Override
    public void goAway() {
        for (Call call : Call.values()) {
            authority.always(call, Fault.UNREACHABLE);
        }
    }

    @Override
    public void comeBack() {
        for (Call call : Call.values()) {
            authority.always(call, Fault.NONE);
        }
    }

    @Override
    public void refuseNext() {
        authority.next(Call.ISSUE, Fault.REFUSED);
    }

    @Override
    public void grantMoreNext() {
        authority.granting(Scope.of("scope", "admin"));
    }

    @Override
    public void grantEndlessNext() {
        authority.living(Duration.ofDays(4000));
    }

    @Override
    public List<Secret> secrets() {
        return authority.secrets();
    }

    @Override
    public void close() {
        comeBack();
    }
}
