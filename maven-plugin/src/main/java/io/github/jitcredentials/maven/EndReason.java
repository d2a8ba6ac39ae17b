package io.github.jitcredentials.maven;

/** Why a lease ends. */
enum EndReason {
    /** Its goal is done. */
    COMPLETED,
    /** Its goal failed. */
    FAILED_TASK,
    /** Maven is going down. */
    SHUTDOWN
}
