package io.github.jitcredentials.cli;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import java.util.ArrayList;
import java.util.List;

/** The leases of one command: opened in order, ended in reverse, once. Thread safe. */
final class Leases {
    private final List<Open> open = new ArrayList<>();

    /**
     * One of them.
     *
     * @param before what is done right before it is ended; never throws; may be done twice
     */
    private record Open(CredentialSession session, Runnable before) {}

    synchronized void add(CredentialSession session, Runnable before) {
        open.add(new Open(session, before));
    }

    /**
     * Ends all of them. Whoever comes second waits for the same reports, which say why the first one ended them.
     *
     * @return in the order in which they were opened
     */
    List<LeaseReport> end(EndReason reason) {
        List<Open> all;
        synchronized (this) {
            all = new ArrayList<>(open);
        }
        List<LeaseReport> reports = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).before().run();
            reports.add(0, all.get(i).session().end(reason));
        }
        return reports;
    }
}
