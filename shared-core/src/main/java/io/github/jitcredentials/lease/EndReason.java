package io.github.jitcredentials.lease;

/** Why a lease ends. */
public enum EndReason {
    COMPLETED("the task ended"),
    FAILED_TASK("the task failed"),
    DEADLINE("its time was up"),
    KILLED("the task was killed"),
    POLICY("policy forbids it now"),
    LEAK("the secret was seen in the log"),
    SHUTDOWN("the process ends"),
    SWEPT("its process is gone"),
    LOST("the machine it was used on is gone"),
    WITHDRAWN("somebody wanted it ended");

    private final String words;

    EndReason(String words) {
        this.words = words;
    }

    /** One clause for people. */
    public String words() {
        return words;
    }
}
