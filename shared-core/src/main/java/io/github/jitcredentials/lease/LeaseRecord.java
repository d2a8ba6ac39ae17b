package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.JournalCodec.SealedHold;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says about one lease, all its records taken together.
 *
 * @param intent what was asked
 * @param values all that was ever asked for, by number
 * @param renewals how often another value took the place of one
 * @param state where it is now
 */
record LeaseRecord(Intent intent, SortedMap<Integer, ValueRecord> values, int renewals, LeaseState state) {
    LeaseRecord {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    static LeaseRecord of(Intent intent) {
        TreeMap<Integer, ValueRecord> first = new TreeMap<>();
        first.put(JournalRecord.FIRST, ValueRecord.asked(JournalRecord.FIRST, intent.requestId(), intent.at()));
        return new LeaseRecord(intent, first, 0, LeaseState.ISSUING);
    }

    /** Values that may be alive and can be ended. */
    List<ValueRecord> held() {
        return open().filter(value -> value.hold() != null).toList();
    }

    /** Values that may be alive, and nobody can end them. */
    List<ValueRecord> unknown() {
        return open().filter(value -> value.hold() == null).toList();
    }

    /** Whether no value is over without the proof. */
    boolean restIsProven() {
        return values.values().stream()
                .noneMatch(value -> value.state() == LeaseState.REVOKED || value.state() == LeaseState.EXPIRED);
    }

    /** When the authority said for the first time that one of the values is alive; null if it never did. */
    @Nullable
    Instant seenAliveAt() {
        return values.values().stream()
                .map(ValueRecord::seenAliveAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** When the first value was issued, or asked for. */
    Instant issuedAt() {
        return values.values().stream()
                .findFirst()
                .flatMap(ValueRecord::held)
                .map(SealedHold::issuedAt)
                .orElse(intent.at());
    }

    /** When it shall end: a time to live after its newest value was issued, or asked for. */
    Instant deadline() {
        return values.values().stream()
                .map(ValueRecord::held)
                .flatMap(Optional::stream)
                .map(SealedHold::issuedAt)
                .max(Comparator.naturalOrder())
                .orElse(intent.at())
                .plus(intent.request().ttl());
    }

    /** When all of it is dead for certain. */
    Instant latestEnd() {
        return open().map(ValueRecord::latestEnd).max(Comparator.naturalOrder()).orElseGet(intent::latestEnd);
    }

    LeaseRecord asking(JournalRecord.Renewal renewal) {
        ValueRecord known = values.get(renewal.value());
        ValueRecord asked = known == null
                ? ValueRecord.asked(renewal.value(), renewal.requestId(), renewal.at())
                : known.extending(renewal.at());
        return with(asked).in(LeaseState.RENEWING);
    }

    LeaseRecord with(ValueRecord value) {
        TreeMap<Integer, ValueRecord> next = new TreeMap<>(values);
        next.put(value.number(), value);
        return new LeaseRecord(intent, next, renewals, state);
    }

    /** After an event, which may be the end of values, too. */
    LeaseRecord after(LeaseEvent event, LeaseState next) {
        LeaseRecord moved =
                switch (event) {
                    case ISSUER_REFUSED, RENEWAL_FAILED -> each(LeaseState.ISSUING, LeaseState.FAILED);
                    case NO_ANSWER, OWNER_LOST, RENEWAL_UNANSWERED -> each(LeaseState.ISSUING, LeaseState.UNCERTAIN);
                    case REVOCATION_ACCEPTED -> each(LeaseState.ACTIVE, LeaseState.REVOKED);
                    case VALUE_UNKNOWN ->
                        each(LeaseState.ACTIVE, LeaseState.REVOKED).each(LeaseState.ISSUING, LeaseState.UNCERTAIN);
                    case SEEN_DEAD -> each(LeaseState.REVOKED, LeaseState.PROVEN);
                    case STILL_ALIVE -> each(LeaseState.REVOKED, LeaseState.ACTIVE);
                    case PARENT_ENDED -> all(value -> isOpen(value) ? value.in(LeaseState.REVOKED) : value);
                    case TIME_PASSED, LEFT_TO_EXPIRE ->
                        all(value -> isOpen(value) ? value.in(LeaseState.EXPIRED) : value);
                    case LEFT_AS_IT_IS -> all(value -> isOpen(value) ? value.in(LeaseState.UNENDED) : value);
                    default -> this;
                };
        int more = event == LeaseEvent.RENEWED ? 1 : 0;
        // At the end of a lease its handles are of no use to anybody.
        LeaseRecord left = LeaseTable.isEnd(next) ? moved.all(ValueRecord::withoutHandle) : moved;
        return new LeaseRecord(intent, left.values, renewals + more, next);
    }

    LeaseRecord in(LeaseState next) {
        return new LeaseRecord(intent, values, renewals, next);
    }

    private Stream<ValueRecord> open() {
        return values.values().stream().filter(LeaseRecord::isOpen);
    }

    private static boolean isOpen(ValueRecord value) {
        return !value.state().isOver();
    }

    private LeaseRecord each(LeaseState from, LeaseState to) {
        return all(value -> value.state() == from ? value.in(to) : value);
    }

    private LeaseRecord all(UnaryOperator<ValueRecord> change) {
        TreeMap<Integer, ValueRecord> next = new TreeMap<>(values);
        next.replaceAll((number, value) -> change.apply(value));
        return new LeaseRecord(intent, next, renewals, state);
    }
}
