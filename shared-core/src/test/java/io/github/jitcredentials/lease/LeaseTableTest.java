package io.github.jitcredentials.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LeaseTableTest {
    /** Written down a second time on purpose: a changed table must be changed here too, by somebody who means it. */
    @ParameterizedTest
    @CsvSource({
        "REQUESTED, POLICY_DENIED, DENIED, REPORT",
        "REQUESTED, INTENT_WRITTEN, ISSUING, ASK_ISSUER",
        "ISSUING, ISSUER_REFUSED, FAILED, REPORT",
        "ISSUING, NO_ANSWER, UNCERTAIN, ALARM",
        "ISSUING, OWNER_LOST, UNCERTAIN, ALARM",
        "ISSUING, HANDED_OVER, ACTIVE, HAND_OVER",
        "ISSUING, END, REVOKING, REVOKE",
        "ISSUING, TIME_PASSED, EXPIRED, REPORT",
        "ISSUING, LEFT_AS_IT_IS, UNENDED, REPORT",
        "UNCERTAIN, PARENT_ENDED, REVOKED, REPORT",
        "UNCERTAIN, LATE_ANSWER, REVOKING, REVOKE",
        "UNCERTAIN, TIME_PASSED, EXPIRED, REPORT",
        "UNCERTAIN, LEFT_AS_IT_IS, UNENDED, REPORT",
        "ACTIVE, RENEWAL_DUE, RENEWING, ASK_ISSUER",
        "ACTIVE, END, REVOKING, REVOKE",
        "ACTIVE, TIME_PASSED, EXPIRED, REPORT",
        "RENEWING, RENEWED, ACTIVE, HAND_OVER",
        "RENEWING, RENEWAL_FAILED, ACTIVE, NONE",
        "RENEWING, RENEWAL_UNANSWERED, ACTIVE, ALARM",
        "RENEWING, END, REVOKING, REVOKE",
        "RENEWING, TIME_PASSED, EXPIRED, REPORT",
        "REVOKING, REVOCATION_ACCEPTED, REVOKED, PROVE",
        "REVOKING, GAVE_UP, STUCK, ALARM",
        "REVOKING, VALUE_UNKNOWN, UNCERTAIN, ALARM",
        "REVOKING, LEFT_TO_EXPIRE, EXPIRED, REPORT",
        "REVOKING, LEFT_AS_IT_IS, UNENDED, REPORT",
        "REVOKING, TIME_PASSED, EXPIRED, REPORT",
        "STUCK, RETRY, REVOKING, REVOKE",
        "STUCK, REVOCATION_ACCEPTED, REVOKED, PROVE",
        "STUCK, TIME_PASSED, EXPIRED, REPORT",
        "REVOKED, SEEN_DEAD, PROVEN, REPORT",
        "REVOKED, STILL_ALIVE, STUCK, ALARM",
    })
    void allowed_pair_leads_on(LeaseState from, LeaseEvent event, LeaseState to, LeaseAction action) {
        assertThat(LeaseTable.row(from, event)).isEqualTo(new LeaseTable.Row(from, event, to, action));
    }

    @Test
    void every_other_pair_throws() {
        int refused = 0;
        for (LeaseState state : LeaseState.values()) {
            for (LeaseEvent event : LeaseEvent.values()) {
                if (LeaseTable.find(state, event).isEmpty()) {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> LeaseTable.row(state, event))
                            .withMessageContaining(state.name())
                            .withMessageContaining(event.name());
                    refused++;
                }
            }
        }
        assertThat(refused)
                .isEqualTo(LeaseState.values().length * LeaseEvent.values().length
                        - LeaseTable.rows().size());
        assertThat(LeaseTable.rows()).hasSize(32);
    }

    @ParameterizedTest
    @EnumSource(LeaseState.class)
    void every_state_is_reached_from_the_start_and_reaches_an_end(LeaseState state) {
        assertThat(reachable(LeaseState.REQUESTED)).contains(state);
        assertThat(reachable(state)).anyMatch(LeaseState::isOver);
    }

    @ParameterizedTest
    @EnumSource(LeaseEvent.class)
    void every_event_happens_somewhere(LeaseEvent event) {
        assertThat(LeaseTable.rows()).anyMatch(row -> row.event() == event);
    }

    @Test
    void what_may_be_alive_is_never_over() {
        // From a state that is over, only the proof or its refutation leads on.
        assertThat(LeaseTable.rows())
                .filteredOn(row -> row.from().isOver())
                .allMatch(row -> row.from() == LeaseState.REVOKED);
    }

    @Test
    void markdown_has_a_line_for_each_row() {
        assertThat(LeaseTable.asMarkdown().lines())
                .hasSize(2 + LeaseTable.rows().size())
                .contains("| ISSUING | the issuer was asked and gave no usable answer | UNCERTAIN | alarm |");
    }

    private static Set<LeaseState> reachable(LeaseState from) {
        Set<LeaseState> seen = new HashSet<>(EnumSet.of(from));
        int before;
        do {
            before = seen.size();
            LeaseTable.rows().stream()
                    .filter(row -> seen.contains(row.from()))
                    .map(LeaseTable.Row::to)
                    .forEach(seen::add);
        } while (seen.size() > before);
        return seen;
    }
}
