package io.github.jitcredentials.jenkins.pages;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.jenkins.LeaseWatch;
import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Writes what happens to leases into the time line of their build. Never in the way of a lease: what can't be written there is in
 * the audit log all the same.
 */
@Extension
public final class TimeLines extends LeaseWatch {
    private static final Logger LOGGER = Logger.getLogger(TimeLines.class.getName());

    private final Clock clock = Clock.systemUTC();
    private final ReportLine report = new ReportLine("·", "block");

    static TimeLines get() {
        return ExtensionList.lookupSingleton(TimeLines.class);
    }

    /** Somebody wants it ended. */
    void asked(LeaseRow row, String who) {
        write(row.unit(), new TimeLine.Entry(clock.instant(), row.id(), row.profile(), "withdrawn", "by " + who));
    }

    @Override
    public void permitted(CredentialRequest request, String rule, List<Problem> overlooked) {
        String text = "by rule \"" + rule + "\", for at most " + Durations.format(request.life()) + ": "
                + request.scope() + ", \"" + request.task().purpose() + "\"";
        write(request, overlooked.isEmpty() ? "permitted" : "observed", text + reasons(overlooked));
    }

    @Override
    public void denied(CredentialRequest request, List<Problem> reasons) {
        write(request, "denied", reasons(reasons).strip());
    }

    @Override
    public void intended(Intent intent, CrashOutlook outlook) {
        write(intent, "asked", intent.at(), intent.issuer().name() + ", as request " + intent.requestId());
    }

    @Override
    public void issued(Intent intent, Issued issued) {
        write(
                intent,
                "issued",
                clock.instant(),
                issued.scope() + ", dead by itself at " + issued.expiresAt().truncatedTo(ChronoUnit.SECONDS));
    }

    @Override
    public void renewed(Intent intent, Renewal renewal, Issued issued) {
        write(
                intent,
                "renewed",
                clock.instant(),
                "dead by itself at " + issued.expiresAt().truncatedTo(ChronoUnit.SECONDS));
    }

    @Override
    public void notRenewed(Intent intent, Problem problem) {
        write(intent, "not renewed", clock.instant(), problem.toString());
    }

    @Override
    public void seenAlive(Intent intent, Instant at) {
        write(intent, "alive", at, "says " + intent.issuer().name());
    }

    @Override
    public void moved(Intent intent, Transition transition) {
        LeaseState state = transition.state();
        switch (state) {
            case REVOKING, REVOKED, PROVEN, STUCK, UNCERTAIN, EXPIRED, FAILED ->
                write(
                        intent,
                        state == LeaseState.PROVEN ? "proven" : state.name().toLowerCase(Locale.ROOT),
                        transition.at(),
                        transition.detail().isBlank() ? transition.event().words() : transition.detail());
            default -> {
                // Told by an event of its own, or on its way.
            }
        }
    }

    @Override
    public void ended(LeaseReport ended) {
        write(
                ended.unit(),
                new TimeLine.Entry(clock.instant(), ended.id().value(), ended.profile(), "report", report.of(ended)));
    }

    private void write(CredentialRequest request, String is, String text) {
        write(request.task().unit(), new TimeLine.Entry(clock.instant(), "", request.profile(), is, text));
    }

    private static void write(Intent intent, String is, Instant at, String text) {
        write(
                intent.request().task().unit(),
                new TimeLine.Entry(at, intent.lease().value(), intent.request().profile(), is, text));
    }

    private static void write(String unit, TimeLine.Entry entry) {
        try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
            var run = BuildUnit.of(unit).run();
            if (run.isPresent()) {
                TimeLine.of(run.get()).add(entry);
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "the time line of " + unit + " can't be written", e);
        }
    }

    private static String reasons(List<Problem> reasons) {
        return reasons.stream().map(problem -> "\n" + problem).collect(Collectors.joining());
    }
}
