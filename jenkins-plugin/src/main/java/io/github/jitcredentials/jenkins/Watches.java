package io.github.jitcredentials.jenkins;

import hudson.ExtensionList;
import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.lease.JournalRecord.Retired;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** All watches there are, also those of plugins that come later. */
public final class Watches implements LeaseListener {
    private static final Logger LOGGER = Logger.getLogger(Watches.class.getName());

    private static void each(Consumer<LeaseWatch> told) {
        ExtensionList.lookup(LeaseWatch.class).forEach(told);
    }

    /** Tells all of them what policy permits. */
    public static void permitted(CredentialRequest request, String rule, List<Problem> overlooked) {
        each(watch -> watch.permitted(request, rule, overlooked));
    }

    /** Tells all of them what policy denies. */
    public static void denied(CredentialRequest request, List<Problem> reasons) {
        each(watch -> watch.denied(request, reasons));
    }

    /** Tells all of them what the audit log has; nobody's failure is the log's. */
    static void audited(AuditEvent event) {
        each(watch -> {
            try {
                watch.audited(event);
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(Level.WARNING, e, () -> watch.getClass().getName() + " failed at an event of the audit log");
            }
        });
    }

    @Override
    public void intended(Intent intent, CrashOutlook outlook) {
        each(watch -> watch.intended(intent, outlook));
    }

    @Override
    public void issued(Intent intent, Issued issued) {
        each(watch -> watch.issued(intent, issued));
    }

    @Override
    public void renewing(Intent intent, Renewal renewal) {
        each(watch -> watch.renewing(intent, renewal));
    }

    @Override
    public void renewed(Intent intent, Renewal renewal, Issued issued) {
        each(watch -> watch.renewed(intent, renewal, issued));
    }

    @Override
    public void retired(Intent intent, Retired retired) {
        each(watch -> watch.retired(intent, retired));
    }

    @Override
    public void notRenewed(Intent intent, Problem problem) {
        each(watch -> watch.notRenewed(intent, problem));
    }

    @Override
    public void seenAlive(Intent intent, Instant at) {
        each(watch -> watch.seenAlive(intent, at));
    }

    @Override
    public void moved(Intent intent, Transition transition) {
        each(watch -> watch.moved(intent, transition));
    }

    @Override
    public void alarm(Intent intent, Problem problem) {
        each(watch -> watch.alarm(intent, problem));
    }

    @Override
    public void ended(LeaseReport report) {
        each(watch -> watch.ended(report));
    }
}
