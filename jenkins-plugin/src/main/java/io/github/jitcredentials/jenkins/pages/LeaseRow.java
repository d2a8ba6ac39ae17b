package io.github.jitcredentials.jenkins.pages;

import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.lease.LiveLease;
import io.github.jitcredentials.model.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lease that is not over. Shares its texts with whoever keeps the lease, because there may be thousands. Immutable.
 *
 * @param id the lease
 * @param requestId what the issuer knows it by
 * @param profile what was asked
 * @param issuer who was asked, by its configured name
 * @param unit what it is for; see {@link BuildUnit}
 * @param purpose why
 * @param scope what was asked
 * @param asked when; null for what an earlier start of this controller left
 * @param ends when it ends at the latest, with all its renewals, as far as is known
 * @param state where it is
 * @param problem what somebody must look at; null if nothing
 */
public record LeaseRow(
        String id,
        String requestId,
        String profile,
        String issuer,
        String unit,
        String purpose,
        String scope,
        @Nullable Instant asked,
        Instant ends,
        LeaseState state,
        @Nullable Problem problem) {

    static LeaseRow of(Intent intent, LeaseState state) {
        return new LeaseRow(
                intent.lease().value(),
                intent.requestId(),
                intent.request().profile(),
                intent.issuer().name(),
                intent.request().task().unit(),
                intent.request().task().purpose().text(),
                intent.request().scope().toString(),
                intent.at(),
                intent.at().plus(intent.request().life()),
                state,
                null);
    }

    static LeaseRow of(LiveLease lease) {
        return new LeaseRow(
                lease.id().value(),
                lease.requestId(),
                lease.profile(),
                lease.issuer(),
                lease.unit(),
                lease.purpose().text(),
                lease.scope().toString(),
                null,
                lease.deadline(),
                lease.state(),
                null);
    }

    LeaseRow in(LeaseState next) {
        return new LeaseRow(
                id,
                requestId,
                profile,
                issuer,
                unit,
                purpose,
                scope,
                asked,
                ends,
                next,
                needsLook(next) ? problem : null);
    }

    LeaseRow ending(Instant when) {
        return new LeaseRow(id, requestId, profile, issuer, unit, purpose, scope, asked, when, state, problem);
    }

    LeaseRow because(Problem why) {
        return new LeaseRow(id, requestId, profile, issuer, unit, purpose, scope, asked, ends, state, why);
    }

    /** Whether somebody must look at it. */
    public boolean needsLook() {
        return needsLook(state);
    }

    private static boolean needsLook(LeaseState state) {
        return state == LeaseState.STUCK || state == LeaseState.UNCERTAIN;
    }
}
