package io.github.jitcredentials.torture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** SIGKILL of the host after a random time: between the states that {@link Kills} can name, too. */
final class RandomKills implements Scenario {
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final int LEASES = 4;

    private Duration worst = Duration.ZERO;
    private int left;

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        int cases = ground.run.cases(1, 30);
        for (int i = 0; i < cases; i++) {
            Place place = ground.place("random");
            place.client = "brief";
            HostProcess host = place.permitted();
            if (random.nextInt(4) > 0) {
                // A host whose first leases were handed over has a guardian that is warm.
                host.tell("open 1");
                host.line("OPEN");
            }
            host.tell("open " + LEASES);
            Duration delay = Duration.ofNanos(random.nextInt(150_000_000));
            Patience.pause(delay);
            host.all("OPEN").stream()
                    .filter(open -> random.nextBoolean())
                    .forEach(open -> tell(host, "end " + open.split(" ")[1]));
            Patience.pause(Duration.ofNanos(random.nextInt(20_000_000)));
            Instant killed = host.kill();
            place.awaitDead(Duration.ofSeconds(8));
            place.nextBuild();
            judge(place, killed);
            place.reckon();
            ground.clean();
        }
        return List.of(new Row(
                "SIGKILL of the host after a random time, " + LEASES + " leases on their way; " + left
                        + " were not yet with the guardian and expired, handed to nobody",
                cases,
                Spans.text(worst),
                "revoked 2s after the kill, if the guardian had acknowledged",
                0));
    }

    private void judge(Place place, Instant killed) throws Exception {
        AuditStory story = AuditStory.of(place.audit());
        for (Authority.Grant grant : place.grants()) {
            if (grant.revoked().isEmpty()) {
                if (story.says(grant.requestId(), "active")) {
                    throw new AssertionError("handed over, and left to expire: " + grant);
                }
                // The guardian had not heard of it. The next build ends what has a handle, and says what has none.
                left++;
                continue;
            }
            Duration took = Duration.between(killed, grant.revoked().get());
            if (took.compareTo(BOUND) > 0) {
                throw new AssertionError("revoked only " + Spans.text(took) + " after the kill");
            }
            worst = Spans.longer(worst, took);
        }
    }

    private static void tell(HostProcess host, String order) {
        try {
            host.tell(order);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
