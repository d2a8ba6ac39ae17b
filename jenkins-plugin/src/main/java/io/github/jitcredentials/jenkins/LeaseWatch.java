package io.github.jitcredentials.jenkins;

import hudson.ExtensionPoint;
import io.github.jitcredentials.lease.LeaseListener;

/**
 * Is told what happens to this controller's leases, after the audit log. Must return soon, on whatever thread, and be thread safe;
 * what it throws before a lease is active keeps that lease from being handed out.
 */
public abstract class LeaseWatch implements LeaseListener, ExtensionPoint {}
