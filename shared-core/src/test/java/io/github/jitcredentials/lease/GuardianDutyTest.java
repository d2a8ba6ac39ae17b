package io.github.jitcredentials.lease;

import static io.github.jitcredentials.lease.LeaseTests.ID;
import static io.github.jitcredentials.lease.LeaseTests.START;
import static io.github.jitcredentials.lease.LeaseTests.TTL;
import static io.github.jitcredentials.lease.LeaseTests.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.jitcredentials.lease.GuardianWire.Answer;
import io.github.jitcredentials.lease.GuardianWire.Order;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardianDutyTest {
    private final ManualTime time = ManualTime.startingAt(START);
    private final ScriptedIssuer issuer = new ScriptedIssuer(time);
    private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());

    @Test
    void end_of_the_orders_revokes_all_that_is_held() {
        serve(hold(id(1)), hold(id(2)), new Order.Release(id(1)));
        assertThat(answers).containsExactly(new Answer.Holding(id(1)), new Answer.Holding(id(2)));
        assertThat(issuer.calls()).containsExactly("revoke");
    }

    @Test
    void good_bye_with_nothing_held_asks_nobody() {
        serve(hold(ID), new Order.Release(ID), new Order.Bye());
        assertThat(issuer.calls()).isEmpty();
    }

    @Test
    void lease_that_was_seen_alive_is_proven_dead() {
        serve(hold(ID), new Order.Alive(ID, 1, START));
        assertThat(issuer.calls()).containsExactly("revoke", "probe");
    }

    @Test
    void authority_that_can_not_now_is_asked_until_it_can() {
        issuer.failsToRevoke(ScriptedIssuer.unavailable(null), 12);
        serve(hold(ID));
        assertThat(issuer.calls()).hasSize(13);
        assertThat(time.now()).isAfter(START.plus(Limits.standard().revoke())).isBefore(START.plus(TTL));
    }

    @Test
    void authority_that_never_can_is_asked_until_the_lease_has_expired_and_no_longer() {
        issuer.failsToRevoke(ScriptedIssuer.unavailable(null), 10_000);
        serve(hold(ID));
        assertThat(time.now()).isBetween(START.plus(TTL), START.plus(TTL).plus(Ending.SKEW));
    }

    @Test
    void deadline_that_its_owner_let_pass_is_kept() {
        serve(hold(ID), () -> {
            time.advance(TTL.plusMillis(900));
            assertThat(issuer.calls()).as("the owner's own turn").isEmpty();
            time.advance(Duration.ofMillis(200));
            assertThat(issuer.calls()).containsExactly("revoke");
            return new Order.Release(ID);
        });
        assertThat(answers)
                .containsExactly(
                        new Answer.Holding(ID),
                        new Answer.Ended(new Guardian.Ended(
                                ID, LeaseState.REVOKED, START.plus(TTL).plusSeconds(1))));
    }

    @Test
    void deadline_is_kept_on_either_clock() {
        serve(hold(id(1)), () -> {
            time.clock().advance(Duration.ofHours(-2));
            time.advance(TTL.plusSeconds(1));
            assertThat(issuer.calls()).hasSize(1);
            return new Order.Release(id(1));
        });
        serve(hold(id(2)), () -> {
            time.clock().advance(Duration.ofHours(2));
            time.advance(Duration.ofSeconds(1));
            assertThat(issuer.calls()).hasSize(2);
            return new Order.Release(id(2));
        });
    }

    @Test
    void clock_that_is_set_ahead_of_the_expiry_does_not_keep_it_from_revoking() {
        time.clock().advance(TTL.plusMinutes(10));
        issuer.failsToRevoke(ScriptedIssuer.unavailable(null), 1);
        serve(hold(ID));
        assertThat(issuer.calls()).containsExactly("revoke", "revoke");
    }

    @Test
    void lease_whose_issuer_can_not_be_made_is_refused_with_the_reason() {
        List<Order> orders = List.of(hold(ID));
        Deque<Order> left = new ArrayDeque<>(orders);
        new GuardianDuty(
                        (spec, identity, secrets) -> {
                            throw new JitException.Misconfigured(Problem.of("env:CI_TOKEN is not set"));
                        },
                        revoker(),
                        answers::add)
                .serve(() -> Optional.ofNullable(left.poll()));
        assertThat(answers).containsExactly(new Answer.Refused(ID, "env:CI_TOKEN is not set"));
    }

    @Test
    void hold_goes_through_the_wire_whole() throws Exception {
        GuardedLease lease = guarded(ID, Map.of("env:CI_TOKEN", Secret.of("t0ken")), Path.of("/j/1.jsonl"));
        assertThat(GuardianWire.order(GuardianWire.hold(lease))).isEqualTo(new Order.Hold(lease));
        assertThat(GuardianWire.order(GuardianWire.alive(ID, 1, START))).isEqualTo(new Order.Alive(ID, 1, START));
        assertThat(GuardianWire.order(GuardianWire.release(ID))).isEqualTo(new Order.Release(ID));
        assertThat(GuardianWire.order(GuardianWire.bye())).isEqualTo(new Order.Bye());
        assertThat(lease.toString())
                .contains("[hidden]")
                .doesNotContain("t0ken")
                .doesNotContain(LeaseTests.TOKEN);
    }

    @Test
    void answer_goes_through_the_wire_whole() throws Exception {
        for (Answer answer : List.of(
                new Answer.Ready(42),
                new Answer.Holding(ID),
                new Answer.Refused(ID, "it failed"),
                new Answer.Ended(new Guardian.Ended(ID, LeaseState.PROVEN, START)),
                new Answer.Unfit("no.such.Factory"))) {
            assertThat(GuardianWire.answer(GuardianWire.say(answer))).isEqualTo(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"do\":\"dance\"}",
                "{\"do\":\"hold\"}",
                "{\"do\":\"release\",\"lease\":\"x\"}"
            })
    void nonsense_is_refused_without_being_quoted(String line) {
        assertThatExceptionOfType(Json.Malformed.class)
                .isThrownBy(() -> GuardianWire.order(line))
                .withMessageNotContaining("dance");
        assertThatExceptionOfType(Json.Malformed.class).isThrownBy(() -> GuardianWire.answer(line));
    }

    @Test
    void line_without_line_feed_does_not_count_and_an_endless_one_is_refused() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream("one\ntw".getBytes(StandardCharsets.UTF_8));
        assertThat(GuardianWire.readLine(in)).contains("one");
        assertThat(GuardianWire.readLine(in)).isEmpty();
        byte[] endless = new byte[GuardianWire.LONGEST + 1];
        Arrays.fill(endless, (byte) 'x');
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> GuardianWire.readLine(new ByteArrayInputStream(endless)));
    }

    private void serve(Order... orders) {
        Deque<Order> left = new ArrayDeque<>(List.of(orders));
        duty().serve(() -> Optional.ofNullable(left.poll()));
    }

    /** One order, then what the second one does before it gives its own. */
    private void serve(Order first, Supplier<Order> second) {
        Deque<Supplier<Order>> left = new ArrayDeque<>(List.of(() -> first, second));
        duty().serve(() -> Optional.ofNullable(left.poll()).map(Supplier::get));
    }

    private GuardianDuty duty() {
        return new GuardianDuty((spec, identity, secrets) -> issuer, revoker(), answers::add);
    }

    private Revoker revoker() {
        return new Revoker(time, new Random(1), Limits.standard());
    }

    private static Order hold(LeaseId id) {
        return new Order.Hold(guarded(id, Map.of(), null));
    }

    private static GuardedLease guarded(
            LeaseId id, Map<String, Secret> secrets, @org.jspecify.annotations.Nullable Path journal) {
        Handle handle = new Handle(Map.of("kind", "bearer"), Map.of("token", Secret.of(LeaseTests.TOKEN)));
        return new GuardedLease(
                LeaseTests.intent(id),
                secrets,
                List.of(new GuardedValue(1, "request-" + id, handle, START.plus(TTL), null)),
                START.plus(TTL),
                TTL,
                true,
                journal);
    }
}
