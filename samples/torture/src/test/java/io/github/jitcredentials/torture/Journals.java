package io.github.jitcredentials.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One journal directory and several processes; and a copy of one. */
final class Journals implements Scenario {
    private static final int LEASES = 3;

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        int cases = ground.run.cases(1, 5);
        for (int i = 0; i < cases; i++) {
            copied(ground);
            ground.clean();
            shared(ground, random);
            ground.clean();
        }
        return List.of(
                new Row("journal directory copied elsewhere: an alarm, and not swept there", cases, "-", "0 swept", 0),
                new Row(
                        "two hosts on one journal directory, one killed with its guardian, then the other; two sweeps at once",
                        cases,
                        "-",
                        "each lease ended once, a living host's never",
                        0));
    }

    private static void copied(Ground ground) throws Exception {
        Place place = ground.place("copied");
        HostProcess host = place.active(1);
        place.killBoth(host);
        Path copy = place.root().resolve("elsewhere");
        Process cp = new ProcessBuilder("cp", "-a", place.journals().toString(), copy.toString()).start();
        if (!cp.waitFor(10, TimeUnit.SECONDS) || cp.exitValue() != 0) {
            throw new AssertionError("the directory was not copied");
        }
        try (HostProcess other = place.permitted("journal=" + copy)) {
            other.tell("close");
            other.line("CLOSED");
            if (other.all("TOLD").stream().noneMatch(told -> told.contains("comes from another directory"))) {
                throw new AssertionError("no alarm about the copy: " + other);
            }
        }
        if (place.alive() != 1) {
            throw new AssertionError("the copy was swept");
        }
        place.nextBuild();
        Ground.delete(copy);
        place.reckon();
    }

    private static void shared(Ground ground, Random random) throws Exception {
        Place place = ground.place("shared");
        HostProcess first = place.active(LEASES);
        HostProcess second = place.active(LEASES);
        boolean swap = random.nextBoolean();
        place.killBoth(swap ? second : first);
        place.nextBuild();
        if (place.alive() != LEASES) {
            throw new AssertionError(place.alive() + " alive, and a living host holds " + LEASES);
        }
        place.killBoth(swap ? first : second);
        HostProcess left = place.start();
        HostProcess right = place.start();
        List<String> told = new ArrayList<>();
        for (HostProcess sweeper : List.of(left, right)) {
            sweeper.tell("decide");
        }
        for (HostProcess sweeper : List.of(left, right)) {
            sweeper.line("PERMITTED");
        }
        // Builds take longer than these two, which would else be over before they have swept.
        Patience.until("the sweeps", Place.LONG, () -> place.alive() == 0);
        for (HostProcess sweeper : List.of(left, right)) {
            sweeper.tell("close");
            sweeper.line("CLOSED");
            told.addAll(sweeper.all("TOLD"));
        }
        place.reckon();
        long ended = AuditStory.of(place.audit()).count("revoked");
        if (ended != 2L * LEASES || told.size() != LEASES) {
            throw new AssertionError(ended + " ends of " + 2 * LEASES + " leases; told: " + told);
        }
        try (Stream<Path> files = Files.list(place.journals())) {
            if (files.findAny().isPresent()) {
                throw new AssertionError("something is left in " + place.journals());
            }
        }
    }
}
