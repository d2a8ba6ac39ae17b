package io.github.jitcredentials.torture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** SIGSTOP of the host past its lease's deadline, and SIGCONT afterwards. */
final class Stops implements Scenario {
    private static final int TTL = 2;
    /** The guardian gives the owner a second to do it itself. */
    private static final Duration BOUND = Duration.ofSeconds(2);

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        int cases = ground.run.cases(1, 5);
        Duration worst = Duration.ZERO;
        for (int i = 0; i < cases; i++) {
            Place place = ground.place("stop");
            place.ttl = TTL + "s";
            HostProcess host = place.warm();
            Patience.pause(Duration.ofMillis(random.nextInt(500)));
            Signal.STOP.to(host.pid());
            place.awaitDead(Duration.ofSeconds(TTL + 10));
            Authority.Grant grant = place.last();
            Instant deadline = grant.issued().plusSeconds(TTL);
            Duration late = Duration.between(deadline, grant.revoked().orElseThrow());
            if (late.compareTo(BOUND) > 0) {
                throw new AssertionError("revoked only " + Spans.text(late) + " after the deadline");
            }
            worst = Spans.longer(worst, late);
            Signal.CONT.to(host.pid());
            host.lines("OVER", 2);
            host.tell("close");
            host.line("CLOSED");
            place.reckon();
            ground.clean();
        }
        return List.of(new Row(
                "SIGSTOP of the host past the deadline, then SIGCONT",
                cases,
                Spans.text(worst),
                "revoked 2s after the deadline",
                0));
    }
}
