package io.github.jitcredentials.jenkins.monitor;

import hudson.AbortException;
import hudson.Extension;
import hudson.cli.CLICommand;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.jenkins.pages.JitPermissions;
import io.github.jitcredentials.jenkins.pages.Revocations;
import io.github.jitcredentials.lease.LeaseReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.kohsuke.args4j.Argument;

/** {@code revoke-jit-lease ID...}: ends leases now, and says what became of each. */
@Extension
public final class RevokeJitLeaseCommand extends CLICommand {
    static final String NAME = "revoke-jit-lease";

    @Argument(metaVar = "LEASE", usage = "the leases' ids, as the page Live leases shows them", required = true)
    private List<String> leases = new ArrayList<>();

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public String getShortDescription() {
        return "Revokes leases of JIT credentials before the steps that use them end.";
    }

    @Override
    protected int run() throws AbortException {
        Jenkins.get().checkPermission(JitPermissions.REVOKE);
        Set<String> ids = new HashSet<>(leases);
        List<LeaseReport> reports = Revocations.end(ids);
        ReportLine line = new ReportLine("-", "request");
        reports.forEach(report -> stdout.println(report.id() + " - " + line.of(report)));
        reports.forEach(report -> ids.remove(report.id().value()));
        if (!ids.isEmpty()) {
            throw new AbortException("not alive on this controller: " + String.join(", ", ids));
        }
        if (reports.stream().anyMatch(ReportLine::isAlarm)) {
            throw new AbortException("not all of them could be revoked");
        }
        return 0;
    }
}
