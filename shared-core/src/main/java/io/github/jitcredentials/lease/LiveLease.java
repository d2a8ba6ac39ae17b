package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import java.time.Instant;

/**
 * A lease that is not over, as its journal tells. Holds no secret.
 *
 * @param id the lease
 * @param requestId what the issuer knows it by
 * @param issuer who was asked, by its configured name
 * @param profile what was asked
 * @param host the system its task runs in
 * @param unit the unit of work it is for
 * @param purpose why
 * @param scope what was asked
 * @param state where it is
 * @param owner who takes care of it
 * @param pid the process that opened it
 * @param ownerLives whether that one is still there
 * @param deadline when it shall end at the latest
 * @param deadAt when it is dead for certain, whatever happens
 */
public record LiveLease(
        LeaseId id,
        String requestId,
        String issuer,
        String profile,
        String host,
        String unit,
        Purpose purpose,
        Scope scope,
        LeaseState state,
        OwnerKind owner,
        long pid,
        boolean ownerLives,
        Instant deadline,
        Instant deadAt) {}
