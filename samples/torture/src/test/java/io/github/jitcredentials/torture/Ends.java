package io.github.jitcredentials.torture;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Normal ends, each beside a bare round trip of the same moment. */
final class Ends implements Scenario {
    private static final int PART = 20;
    private static final Duration OWN = Duration.ofMillis(50);

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        int cases = ground.run.cases(60, 500);
        Place place = ground.place("ends");
        HostProcess host = place.permitted();
        for (int part = 1; part <= cases / PART; part++) {
            host.tell("measure " + PART + " " + ground.cut.url(Door.REVOKE));
            host.lines("MEASURED", part);
        }
        host.tell("close");
        host.line("CLOSED");
        List<Duration> bare = micros(host.all("BARE"), words -> words[1]);
        List<Duration> revoked = micros(host.all("ENDED"), words -> words[4]);
        List<Duration> whole = micros(host.all("ENDED"), words -> words[3]);
        if (host.all("ENDED").stream().anyMatch(line -> !line.contains(" PROVEN "))) {
            throw new AssertionError("not every end is proven");
        }
        place.reckon();
        Duration bound = percentile(bare, 99).plus(OWN);
        Row row = new Row(
                "normal end, until the authority has revoked: p99 (median " + Spans.text(percentile(revoked, 50))
                        + "; a bare round trip: p99 " + Spans.text(percentile(bare, 99)) + ", median "
                        + Spans.text(percentile(bare, 50)) + ")",
                cases,
                Spans.text(percentile(revoked, 99)),
                "1 bare round trip + 50ms",
                0);
        if (percentile(revoked, 99).compareTo(bound) > 0) {
            throw new AssertionError("missed: " + row);
        }
        return List.of(
                row,
                new Row(
                        "the same, until it is proven dead as well: p99 (median " + Spans.text(percentile(whole, 50))
                                + ")",
                        cases,
                        Spans.text(percentile(whole, 99)),
                        "not promised",
                        0));
    }

    private static List<Duration> micros(List<String> lines, Function<String[], String> word) {
        return lines.stream()
                .map(line -> Duration.ofNanos(1000 * Long.parseLong(word.apply(line.split(" ")))))
                .sorted()
                .toList();
    }

    private static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }
}
