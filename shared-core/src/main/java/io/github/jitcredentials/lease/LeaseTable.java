package io.github.jitcredentials.lease;

import static io.github.jitcredentials.lease.LeaseAction.ALARM;
import static io.github.jitcredentials.lease.LeaseAction.ASK_ISSUER;
import static io.github.jitcredentials.lease.LeaseAction.HAND_OVER;
import static io.github.jitcredentials.lease.LeaseAction.NONE;
import static io.github.jitcredentials.lease.LeaseAction.PROVE;
import static io.github.jitcredentials.lease.LeaseAction.REPORT;
import static io.github.jitcredentials.lease.LeaseAction.REVOKE;
import static io.github.jitcredentials.lease.LeaseEvent.*;
import static io.github.jitcredentials.lease.LeaseState.*;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one table of a lease's life: state and event give the next state and what to do. Journals are read by it, code moves
 * by it, the documentation is printed from it. A pair that is not in it cannot happen; who tries is stopped.
 */
public final class LeaseTable {
    /**
     * One line of the table.
     *
     * @param from the state before
     * @param event what happens
     * @param to the state after
     * @param action what is to be done next
     */
    public record Row(LeaseState from, LeaseEvent event, LeaseState to, LeaseAction action) {}

    private static final List<Row> ROWS = List.of(
            new Row(REQUESTED, POLICY_DENIED, DENIED, REPORT),
            new Row(REQUESTED, INTENT_WRITTEN, ISSUING, ASK_ISSUER),
            new Row(ISSUING, ISSUER_REFUSED, FAILED, REPORT),
            new Row(ISSUING, NO_ANSWER, UNCERTAIN, ALARM),
            new Row(ISSUING, OWNER_LOST, UNCERTAIN, ALARM),
            new Row(ISSUING, HANDED_OVER, ACTIVE, HAND_OVER),
            // Issued, but not recorded or not guarded: the task never sees it.
            new Row(ISSUING, END, REVOKING, REVOKE),
            new Row(ISSUING, TIME_PASSED, EXPIRED, REPORT),
            new Row(ISSUING, LEFT_AS_IT_IS, UNENDED, REPORT),
            new Row(UNCERTAIN, PARENT_ENDED, REVOKED, REPORT),
            new Row(UNCERTAIN, LATE_ANSWER, REVOKING, REVOKE),
            new Row(UNCERTAIN, TIME_PASSED, EXPIRED, REPORT),
            new Row(UNCERTAIN, LEFT_AS_IT_IS, UNENDED, REPORT),
            new Row(ACTIVE, RENEWAL_DUE, RENEWING, ASK_ISSUER),
            new Row(ACTIVE, END, REVOKING, REVOKE),
            new Row(ACTIVE, TIME_PASSED, EXPIRED, REPORT),
            new Row(RENEWING, RENEWED, ACTIVE, HAND_OVER),
            new Row(RENEWING, RENEWAL_FAILED, ACTIVE, NONE),
            // One value may be alive that nobody can end; the lease goes on with the one before it.
            new Row(RENEWING, RENEWAL_UNANSWERED, ACTIVE, ALARM),
            // Ending fences a renewal: an answer that comes later is revoked at once.
            new Row(RENEWING, END, REVOKING, REVOKE),
            new Row(RENEWING, TIME_PASSED, EXPIRED, REPORT),
            new Row(REVOKING, REVOCATION_ACCEPTED, REVOKED, PROVE),
            new Row(REVOKING, GAVE_UP, STUCK, ALARM),
            new Row(REVOKING, VALUE_UNKNOWN, UNCERTAIN, ALARM),
            new Row(REVOKING, LEFT_TO_EXPIRE, EXPIRED, REPORT),
            new Row(REVOKING, LEFT_AS_IT_IS, UNENDED, REPORT),
            new Row(REVOKING, TIME_PASSED, EXPIRED, REPORT),
            new Row(STUCK, RETRY, REVOKING, REVOKE),
            new Row(STUCK, REVOCATION_ACCEPTED, REVOKED, PROVE),
            new Row(STUCK, TIME_PASSED, EXPIRED, REPORT),
            new Row(REVOKED, SEEN_DEAD, PROVEN, REPORT),
            new Row(REVOKED, STILL_ALIVE, STUCK, ALARM));

    private static final Map<LeaseState, Map<LeaseEvent, Row>> CELLS = cells();

    private LeaseTable() {}

    /** All lines, in the order of a lease's life. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** The line for a pair; empty if it cannot happen. */
    public static Optional<Row> find(LeaseState from, LeaseEvent event) {
        return Optional.ofNullable(CELLS.getOrDefault(from, Map.of()).get(event));
    }

    /** @throws IllegalStateException if the pair cannot happen */
    public static Row row(LeaseState from, LeaseEvent event) {
        return find(from, event)
                .orElseThrow(() -> new IllegalStateException("a lease that is " + from + " cannot take " + event));
    }

    /** Whether nothing can happen to a lease any more. */
    static boolean isEnd(LeaseState state) {
        return !CELLS.containsKey(state);
    }

    /** The table for the documentation. */
    public static String asMarkdown() {
        StringBuilder out =
                new StringBuilder("| state | what happens | next state | what is done |\n|---|---|---|---|\n");
        for (Row row : ROWS) {
            out.append("| ")
                    .append(row.from())
                    .append(" | ")
                    .append(row.event().words())
                    .append(" | ");
            out.append(row.to()).append(" | ").append(inWords(row.action())).append(" |\n");
        }
        return out.toString();
    }

    private static String inWords(LeaseAction action) {
        return switch (action) {
            case ASK_ISSUER -> "ask the issuer, once";
            case HAND_OVER -> "the task gets the secret; ask whether it is alive";
            case REVOKE -> "revoke, with retry";
            case PROVE -> "ask whether it is dead";
            case ALARM -> "alarm";
            case REPORT -> "report";
            case NONE -> "";
        };
    }

    private static Map<LeaseState, Map<LeaseEvent, Row>> cells() {
        Map<LeaseState, Map<LeaseEvent, Row>> cells = new EnumMap<>(LeaseState.class);
        for (Row row : ROWS) {
            Row other = cells.computeIfAbsent(row.from(), state -> new EnumMap<>(LeaseEvent.class))
                    .put(row.event(), row);
            if (other != null) {
                throw new IllegalStateException("two lines for " + row.from() + " and " + row.event());
            }
        }
        return cells;
    }
}
