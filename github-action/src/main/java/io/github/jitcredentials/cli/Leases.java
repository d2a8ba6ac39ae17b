package io.github.jitcredentials.cli;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import java.util.ArrayList;
import java.util.List;

/** The leases of one command: opened in order, ended in reverse, once. Thread safe. */
final class Leases {
    private final List<CredentialSession> open = new ArrayList<>();

    synchronized void add(CredentialSession session) {
        open.add(session);
    }

    /**
     * Ends all of them. Whoever comes second waits for the same reports, which say why the first one ended them.
     *
     * @return in the order in which they were opened
     */
    List<LeaseReport> end(EndReason reason) {
        List<CredentialSession> all;
        synchronized (this) {
            all = new ArrayList<>(open);
        }
        List<LeaseReport> reports = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            reports.add(0, all.get(i).end(reason));
        }
        return reports;
    }
}
