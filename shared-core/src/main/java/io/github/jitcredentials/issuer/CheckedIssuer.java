package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Holds any issuer to the contract, so that no adapter and no authority can hand out more than was asked: a grant with
 * another scope, without an end, or longer than any credential may live is revoked at once and refused. A grant that merely
 * outlives the asked time is passed on with its true expiry, for the lease to cut.
 */
final class CheckedIssuer implements CredentialIssuer {
    /** Clocks differ, and answers travel. */
    private static final Duration TOLERANCE = Duration.ofMinutes(2);

    private final CredentialIssuer issuer;

    CheckedIssuer(CredentialIssuer issuer) {
        this.issuer = issuer;
    }

    @Override
    public IssuerFacts facts() {
        return issuer.facts();
    }

    @Override
    public String outlives(Issued issued) {
        return issuer.outlives(issued);
    }

    @Override
    public void prepare() {
        issuer.prepare();
    }

    @Override
    public Issued issue(CredentialRequest request, String requestId) {
        Issued issued;
        try {
            issued = issuer.issue(request, requestId);
        } catch (JitException e) {
            throw e;
        } catch (RuntimeException e) {
            // The adapter broke, and nobody knows how far it got.
            throw new JitException.Uncertain(
                    new Problem("asking " + facts().url() + " failed in a way that should not be", "", ""), bare(e));
        }
        Optional<String> complaint = complaint(issued, request);
        if (complaint.isPresent()) {
            throw undo(issued, complaint.get());
        }
        return issued;
    }

    @Override
    public Instant renew(Handle handle, Duration ttl, String requestId) {
        if (!facts().extendable()) {
            throw new UnsupportedOperationException(facts().name() + " can't extend a credential");
        }
        Instant until;
        try {
            until = issuer.renew(handle, ttl, requestId);
        } catch (JitException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new JitException.Uncertain(
                    new Problem("renewing at " + facts().url() + " failed in a way that should not be", "", ""),
                    bare(e));
        }
        if (until.equals(Instant.MAX)) {
            throw new JitException.Uncertain(
                    new Problem(
                            facts().url() + " extended a credential without an end",
                            "",
                            "Narrow what this client may get at the authority."),
                    null);
        }
        return until;
    }

    @Override
    public void revoke(Handle handle) {
        if (!facts().revocability().isRevocable()) {
            throw new UnsupportedOperationException(facts().name() + " can't revoke");
        }
        try {
            issuer.revoke(handle);
        } catch (JitException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new JitException.Uncertain(
                    new Problem("revoking at " + facts().url() + " failed in a way that should not be", "", ""),
                    bare(e));
        }
    }

    @Override
    public String byHand(Handle handle) {
        try {
            return issuer.byHand(handle);
        } catch (RuntimeException e) {
            // A handle that is none of this issuer's: an alarm must not fail for it.
            return "";
        }
    }

    @Override
    public Liveness probe(Handle handle) {
        if (!facts().provable()) {
            return Liveness.UNKNOWN;
        }
        try {
            return issuer.probe(handle);
        } catch (JitException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new JitException.Unavailable(
                    new Problem("asking " + facts().url() + " failed in a way that should not be", "", ""),
                    null,
                    bare(e));
        }
    }

    private Optional<String> complaint(Issued issued, CredentialRequest request) {
        Scope granted = issued.scope();
        if (granted.isEmpty()) {
            return Optional.of("a credential that opens nothing");
        }
        if (!request.scope().contains(granted)) {
            return Optional.of("more than was asked: " + Text.quote(granted.toString()) + " instead of "
                    + Text.quote(request.scope().toString()));
        }
        boolean endless = issued.expiresAt().equals(Instant.MAX);
        if (facts().revocability() == Revocability.NEVER) {
            return endless ? Optional.empty() : Optional.of("a credential with an end, and says that it gives none");
        }
        if (endless) {
            return Optional.of("a credential without an end");
        }
        Duration life = Duration.between(issued.issuedAt(), issued.expiresAt());
        if (life.compareTo(CredentialRequest.LONGEST.plus(TOLERANCE)) > 0) {
            return Optional.of("a credential for " + life.toHours() + "h, and none may live longer than "
                    + CredentialRequest.LONGEST.toHours() + "h");
        }
        if (life.isNegative() || life.isZero()) {
            return Optional.of("a credential that is dead already");
        }
        return Optional.empty();
    }

    private JitException undo(Issued issued, String complaint) {
        String what = facts().url() + " granted " + complaint;
        try {
            revoke(issued.handle());
        } catch (JitException | UnsupportedOperationException e) {
            String until = issued.expiresAt().equals(Instant.MAX) ? "without an end" : "until " + issued.expiresAt();
            return new JitException.Uncertain(
                    new Problem(
                            what + ", and it could not be taken back",
                            "",
                            "It lives " + until
                                    + ". End it at the authority, and narrow what this client may get there."),
                    e);
        }
        return new JitException.Refused(
                new Problem(what + "; it was taken back", "", "Narrow what this client may get at the authority."),
                null);
    }

    /** Where it happened, without a message: that could quote a secret. */
    private static Throwable bare(RuntimeException e) {
        IllegalStateException bare = new IllegalStateException(e.getClass().getName());
        bare.setStackTrace(e.getStackTrace());
        return bare;
    }
}
