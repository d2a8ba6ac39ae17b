package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each clause of the contract finds out an issuer that breaks it and leaves alone one that keeps it. */
class IssuerContractTest {
    /** By clause: an issuer that breaks this clause. */
    private static final Map<String, UnaryOperator<CredentialIssuer>> BREAKERS = Map.ofEntries(
            Map.entry("issue_grantsWhatWasAskedOrLess", GrantsOther::new),
            Map.entry("issued_printsNoSecret", PrintsItsLastToken::new),
            Map.entry("widerGrant_isTakenBackAndRefused", Unchecked::new),
            Map.entry("endlessGrant_isTakenBackAndRefused", Unchecked::new),
            Map.entry("revoke_endsTheCredential", PretendsToRevoke::new),
            Map.entry("revokeTwice_succeeds", RevokesOnce::new),
            Map.entry("probe_saysAliveBeforeAndDeadAfter", AlwaysSaysDead::new),
            Map.entry("lostAnswer_isUncertainAndAskedOnce", AsksAgain::new),
            Map.entry("unreachable_isUnavailableAndNothingIsGranted", CallsEverythingRefused::new),
            Map.entry("revocationThatFails_canBeAskedAgain", HidesFailedRevocations::new),
            Map.entry("probeThatFails_provesNothing", TakesSilenceForDeath::new),
            Map.entry("refusal_isRefusedAndQuotesNoSecret", QuotesWhatItSent::new),
            Map.entry("facts_areConstant", ChangesItsMind::new),
            Map.entry("prepare_neverThrowsAndGrantsNothing", PreparesByIssuing::new));

    @Nested
    class AnHonestIssuer implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new FakeRig(Issuers::checked);
        }
    }

    @Test
    void everyClause_findsTheIssuerThatBreaksIt() {
        for (Method clause : clauses()) {
            UnaryOperator<CredentialIssuer> breaker = BREAKERS.get(clause.getName());
            assertThat(breaker).as("an issuer that breaks " + clause.getName()).isNotNull();
            IssuerContract contract = () -> new FakeRig(breaker);

            assertThatThrownBy(() -> clause.invoke(contract))
                    .as(clause.getName())
                    .cause()
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void everyClause_leavesTheHonestIssuerAlone() {
        for (Method clause : clauses()) {
            IssuerContract contract = () -> new FakeRig(Issuers::checked);
            assertThatCode(() -> clause.invoke(contract)).as(clause.getName()).doesNotThrowAnyException();
        }
    }

    @Test
    void revocationByAnIssuerThatSaysItCant_isFoundOut() {
        IssuerContract contract = () -> new FakeRig(SaysItCannotRevoke::new);

        assertThatThrownBy(contract::revoke_endsTheCredential).isInstanceOf(AssertionError.class);
    }

    @Test
    void everyBreaker_hasAClause() {
        Set<String> names = clauses().stream().map(Method::getName).collect(Collectors.toSet());

        assertThat(names).isEqualTo(BREAKERS.keySet());
    }

    private static List<Method> clauses() {
        return Arrays.stream(IssuerContract.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .toList();
    }

    /** Keeps the contract by handing everything on; what the others change one thing of. */
    private static class Unchecked implements CredentialIssuer {
        final CredentialIssuer issuer;

        Unchecked(CredentialIssuer issuer) {
            this.issuer = issuer;
        }

        @Override
        public IssuerFacts facts() {
            return issuer.facts();
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            return issuer.issue(request, requestId);
        }

        @Override
        public void revoke(Handle handle) {
            issuer.revoke(handle);
        }

        @Override
        public Liveness probe(Handle handle) {
            return issuer.probe(handle);
        }
    }

    private static final class GrantsOther extends Unchecked {
        GrantsOther(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            Issued issued = issuer.issue(request, requestId);
            Scope other = Scope.of("scope", "admin");
            return new Issued(issued.credential(), other, issued.issuedAt(), issued.expiresAt(), issued.handle());
        }
    }

    private static final class PrintsItsLastToken extends Unchecked {
        private String last = "";

        PrintsItsLastToken(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            Issued issued = issuer.issue(request, requestId);
            last = issued.credential()
                    .field(Credential.TOKEN)
                    .map(Secret::reveal)
                    .orElse("");
            return issued;
        }

        @Override
        public String toString() {
            return "issuer, last " + last;
        }
    }

    private static final class PretendsToRevoke extends Unchecked {
        PretendsToRevoke(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public void revoke(Handle handle) {
            facts();
        }
    }

    private static final class SaysItCannotRevoke extends Unchecked {
        SaysItCannotRevoke(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public IssuerFacts facts() {
            return new IssuerFacts(
                    "fake", "https://fake.example.com", Revocability.EXPIRY_ONLY, RevocationAuthority.SELF, true, "");
        }
    }

    private static final class RevokesOnce extends Unchecked {
        private final Set<Map<String, Secret>> done = new HashSet<>();

        RevokesOnce(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public void revoke(Handle handle) {
            if (!done.add(handle.sealed())) {
                throw new JitException.Refused(Problem.of("unknown token"), null);
            }
            issuer.revoke(handle);
        }
    }

    private static final class AlwaysSaysDead extends Unchecked {
        AlwaysSaysDead(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public Liveness probe(Handle handle) {
            return Liveness.DEAD;
        }
    }

    private static final class AsksAgain extends Unchecked {
        AsksAgain(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            try {
                return issuer.issue(request, requestId);
            } catch (JitException.Uncertain e) {
                return issuer.issue(request, requestId);
            }
        }
    }

    private static final class CallsEverythingRefused extends Unchecked {
        CallsEverythingRefused(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            try {
                return issuer.issue(request, requestId);
            } catch (JitException.Unavailable e) {
                throw new JitException.Refused(e.problems().get(0), e);
            }
        }
    }

    private static final class HidesFailedRevocations extends Unchecked {
        HidesFailedRevocations(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public void revoke(Handle handle) {
            try {
                issuer.revoke(handle);
            } catch (JitException.Unavailable e) {
                return;
            }
        }
    }

    private static final class TakesSilenceForDeath extends Unchecked {
        TakesSilenceForDeath(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public Liveness probe(Handle handle) {
            try {
                return issuer.probe(handle);
            } catch (JitException.Unavailable e) {
                return Liveness.DEAD;
            }
        }
    }

    private static final class QuotesWhatItSent extends Unchecked {
        QuotesWhatItSent(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            try {
                return issuer.issue(request, requestId);
            } catch (JitException.Refused e) {
                Issued granted = issuer.issue(request, requestId);
                issuer.revoke(granted.handle());
                String token = granted.credential()
                        .field(Credential.TOKEN)
                        .map(Secret::reveal)
                        .orElse("");
                throw new JitException.Refused(Problem.of("no: " + token), e);
            }
        }
    }

    private static final class ChangesItsMind extends Unchecked {
        private int asked;

        ChangesItsMind(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public IssuerFacts facts() {
            IssuerFacts facts = issuer.facts();
            return new IssuerFacts(
                    facts.name(),
                    facts.url() + "?" + asked++,
                    facts.revocability(),
                    facts.authority(),
                    facts.provable(),
                    facts.outlives());
        }
    }

    private static final class PreparesByIssuing extends Unchecked {
        PreparesByIssuing(CredentialIssuer issuer) {
            super(issuer);
        }

        @Override
        public void prepare() {
            issuer.issue(FakeRig.asking("repo:write"), "warm-up");
        }
    }
}
