package io.github.jitcredentials.maven;

import io.github.jitcredentials.frontend.Advice;
import io.github.jitcredentials.maven.entry.GuardException;
import io.github.jitcredentials.model.JitException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Turns what went wrong into the block that a build ends with: whole the first time, a line for the projects that come to the
 * same end under {@code --fail-at-end}. Thread safe.
 */
final class Refusals {
    private static final String EXPLAIN = "mvn jit-credentials:check -Djit-credentials.profiles=";

    private final Advice early = new Advice(EXPLAIN, "Nothing was uploaded.");
    private final Advice late = new Advice(EXPLAIN, "Nothing more was uploaded.");
    private final Set<JitException> said = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean uploading;

    /** From now on, something of this build may have been uploaded. */
    synchronized void uploading() {
        uploading = true;
    }

    GuardException of(JitException e) {
        return new GuardException(block(e), e);
    }

    synchronized String block(JitException e) {
        return said.add(e)
                ? String.join(System.lineSeparator(), (uploading ? late : early).of(e))
                : "jit-credentials: refused, as said above. Nothing of this project was uploaded.";
    }
}
