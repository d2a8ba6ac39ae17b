package io.github.jitcredentials.jenkins;

import hudson.ExtensionPoint;
import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Problem;
import java.util.List;

/**
 * Is told what happens to this controller's leases, after the audit log. Must return soon, on whatever thread, and be thread safe;
 * what it throws before a lease is active keeps that lease from being handed out.
 */
public abstract class LeaseWatch implements LeaseListener, ExtensionPoint {
    /**
     * Policy permits; nothing is issued yet.
     *
     * @param rule which says so
     * @param overlooked why it would not, if it only observes
     */
    public void permitted(CredentialRequest request, String rule, List<Problem> overlooked) {}

    /**
     * The audit log has one more line: of these there are as many as of that. Outside of the log's lock, so that of two at the same
     * time either may come first. What this throws is logged.
     */
    public void audited(AuditEvent event) {}

    /** Policy does not. */
    public void denied(CredentialRequest request, List<Problem> reasons) {}
}
