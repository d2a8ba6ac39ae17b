package io.github.jitcredentials.frontend;

import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reports of leases of which only some parts matter: by the type of each component, so that a new one needs no word here. */
final class Reports {
    static final List<LeaseState> OUTCOMES = List.of(
            LeaseState.PROVEN,
            LeaseState.REVOKED,
            LeaseState.EXPIRED,
            LeaseState.UNENDED,
            LeaseState.UNCERTAIN,
            LeaseState.STUCK);

    private Reports() {}

    /** Every text in it is this one. */
    static LeaseReport of(LeaseState outcome, String text) {
        RecordComponent[] components = LeaseReport.class.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> value(component.getType(), outcome, text))
                .toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return LeaseReport.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record has its constructor", e);
        }
    }

    private static Object value(Class<?> type, LeaseState outcome, String text) {
        return Map.<Class<?>, Object>ofEntries(
                        Map.entry(LeaseId.class, new LeaseId("7f3a9c000001")),
                        Map.entry(String.class, text),
                        Map.entry(Purpose.class, new Purpose("try")),
                        Map.entry(Scope.class, Scope.of("scope", "x" + text)),
                        Map.entry(Duration.class, Duration.ofSeconds(1)),
                        Map.entry(EndReason.class, EndReason.valueOf("COMPLETED")),
                        Map.entry(LeaseState.class, outcome),
                        Map.entry(Instant.class, Instant.parse("2026-11-22T12:00:00Z")),
                        Map.entry(Problem.class, new Problem("x" + text, text, text)),
                        Map.entry(Map.class, Map.of()),
                        Map.entry(List.class, List.of()),
                        Map.entry(int.class, 1),
                        Map.entry(CrashOutlook.class, outlook()))
                .get(type);
    }

    private static Object outlook() {
        return CrashOutlook.class.isEnum() ? CrashOutlook.class.getEnumConstants()[0] : "";
    }
}
