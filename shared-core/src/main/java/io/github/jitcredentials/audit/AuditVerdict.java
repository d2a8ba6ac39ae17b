package io.github.jitcredentials.audit;

import io.github.jitcredentials.model.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link AuditVerifier} found.
 *
 * @param head the last good line
 * @param bad the first thing wrong, with its line; null if nothing is
 * @param notes what is no alteration but worth knowing: appends that were cut short
 */
public record AuditVerdict(AuditHead head, @Nullable Problem bad, List<Problem> notes) {
    public AuditVerdict {
        notes = List.copyOf(notes);
    }

    public boolean isIntact() {
        return bad == null;
    }

    public Optional<Problem> firstBad() {
        return Optional.ofNullable(bad);
    }
}
