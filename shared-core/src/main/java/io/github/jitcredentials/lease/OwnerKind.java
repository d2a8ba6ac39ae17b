package io.github.jitcredentials.lease;

/** Who takes care of a lease. */
public enum OwnerKind {
    /** The process that opened it, as long as it lives. */
    PROCESS,
    /** Nobody until its deadline: it is opened by one process and ended by another. */
    DETACHED
}
