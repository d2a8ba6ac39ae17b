package io.github.jitcredentials.cli;

import io.github.jitcredentials.model.JitException;

/** Every code that jitc itself ends with. Help and documentation are checked against it. */
enum ExitCode {
    OK(0, "Done. For exec: the command's own code."),
    FAILED(
            1,
            "An authority, the network, the journal or the audit log failed; nothing is alive. For exec: the command showed what it must not (on-leak: fail)."),
    USAGE(2, "The command line or the configuration is wrong; nothing was asked."),
    DENIED(3, "Policy says no, or nobody vouches for the task; nothing was issued."),
    ALIVE(4, "Something may still be alive: the output says what, and until when."),
    REFUSED(125, "exec: jitc refused, or failed, before the command ran."),
    NOT_EXECUTABLE(126, "exec: the command can't be executed; nothing was issued."),
    NOT_FOUND(127, "exec: there is no such command; nothing was issued."),
    SIGNAL(128, "exec: 128 and the signal's number, for a command that a signal ended, or jitc before it ran.");

    private final int code;
    private final String doc;

    ExitCode(int code, String doc) {
        this.code = code;
        this.doc = doc;
    }

    int code() {
        return code;
    }

    /** One line for people. */
    String doc() {
        return doc;
    }

    /** What a command other than exec ends with. */
    static ExitCode of(JitException e) {
        if (mayBeAlive(e)) {
            return ALIVE;
        }
        if (e instanceof JitException.Misconfigured) {
            return USAGE;
        }
        return e instanceof JitException.Denied || e instanceof JitException.NoIdentity ? DENIED : FAILED;
    }

    /** Also where undoing what was issued failed, which the exception carries besides its own reason. */
    private static boolean mayBeAlive(JitException e) {
        if (e instanceof JitException.Uncertain) {
            return true;
        }
        for (Throwable suppressed : e.getSuppressed()) {
            if (suppressed instanceof JitException.Uncertain) {
                return true;
            }
        }
        return false;
    }
}
