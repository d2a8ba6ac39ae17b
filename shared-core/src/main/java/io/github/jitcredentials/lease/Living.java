package io.github.jitcredentials.lease;

import java.time.Duration;
import java.util.List;

/** What a lease that is ending in its own process has alive; a renewal that is under way may add to it. */
record Living(HeldLease lease, Revoker revoker) implements Estate {
    @Override
    public List<Part> parts() {
        return lease.values().all().stream()
                .map(value -> value.part(revoker.limits().firstProbe()))
                .toList();
    }

    @Override
    public List<Lost> lost() {
        return lease.values().lost();
    }

    @Override
    public boolean restIsProven() {
        return lease.values().restIsProven();
    }

    @Override
    public void settle(Duration limit) {
        lease.values().underWay().ifPresent(renewal -> revoker.time().await(renewal, limit));
        lease.values().leaveBehind();
    }
}
