package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.Problem;
import java.util.List;

/**
 * What a sweep found.
 *
 * @param leases those that nobody took care of, and what became of them now
 * @param alarms journals that were left alone because something is wrong with them
 * @param inCare how many leases are somebody's: their process or guardian lives, or their deadline has not come
 */
public record SweepReport(List<LeaseReport> leases, List<Problem> alarms, int inCare) {
    public SweepReport {
        leases = List.copyOf(leases);
        alarms = List.copyOf(alarms);
    }
}
