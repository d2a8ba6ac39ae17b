package io.github.jitcredentials.jenkins.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.github.jitcredentials.jenkins.block.Blocks;
import io.github.jitcredentials.model.Problem;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;

/**
 * Journals of leases that this controller does not dare to touch. Above all those of another controller whose home was copied, for
 * a rehearsal: what that one handed out is its own, and is not revoked from here.
 */
@Extension
public final class LeftJournals extends AdministrativeMonitor {
    private static final String FOREIGN = "the journal comes from";

    @Override
    public String getDisplayName() {
        return "Leases of JIT credentials that are another controller's";
    }

    @Override
    public boolean isSecurity() {
        return true;
    }

    @Override
    public boolean isActivated() {
        return !Blocks.get().alarms().isEmpty();
    }

    /** Whether it looks as if this home was copied. */
    @Restricted(DoNotUse.class)
    public boolean isCopied() {
        return Blocks.get().alarms().stream().anyMatch(LeftJournals::isForeign);
    }

    @Restricted(DoNotUse.class)
    public List<String> getLines() {
        return Blocks.get().alarms().stream()
                .flatMap(alarm -> alarm.lines().stream())
                .toList();
    }

    private static boolean isForeign(Problem alarm) {
        return alarm.what().startsWith(FOREIGN);
    }
}
