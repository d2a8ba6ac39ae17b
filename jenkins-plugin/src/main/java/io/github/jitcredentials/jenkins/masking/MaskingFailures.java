package io.github.jitcredentials.jenkins.masking;

import hudson.AbortException;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Masks what a failure says when it leaves a block: its words are printed, and kept with the build, outside of that block. */
public final class MaskingFailures implements FailureHandler {
    private static final long serialVersionUID = 1L;

    private final String run;

    /** @param run the build's externalizable id */
    public MaskingFailures(String run) {
        this.run = run;
    }

    @Override
    public Throwable handle(StepContext context, Throwable failure) {
        if (failure instanceof FlowInterruptedException) {
            return failure;
        }
        return Masks.get()
                .find(run)
                .filter(mask -> !isClean(failure, mask))
                .map(mask -> masked(failure, mask))
                .orElse(failure);
    }

    private static boolean isClean(Throwable failure, RunMask mask) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String words = t.toString();
            if (!mask.mask(words).equals(words)) {
                return false;
            }
            for (Throwable suppressed : t.getSuppressed()) {
                if (!isClean(suppressed, mask)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Throwable masked(Throwable failure, RunMask mask) {
        if (failure instanceof AbortException) {
            return new AbortException(mask.mask(String.valueOf(failure.getMessage())));
        }
        MaskedFailure masked = new MaskedFailure(mask.mask(failure.toString()));
        masked.setStackTrace(failure.getStackTrace());
        if (failure.getCause() != null) {
            masked.initCause(masked(failure.getCause(), mask));
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            masked.addSuppressed(masked(suppressed, mask));
        }
        return masked;
    }

    /** Another failure, with its words masked. */
    private static final class MaskedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MaskedFailure(String words) {
            super(words);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
