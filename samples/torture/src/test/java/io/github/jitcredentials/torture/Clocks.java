package io.github.jitcredentials.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The wall clock of a host and its guardian is stepped by ten minutes, forwards and back, while the authority's goes on. By
 * libfaketime, whose time is read from a file, and which leaves the monotonic clock alone.
 */
final class Clocks implements Scenario {
    private static final int STEP = 600;
    private static final int TTL = 3;
    private static final Duration BOUND = Duration.ofSeconds(2);
    /** By then a process has looked at the file again. */
    private static final Duration SEEN = Duration.ofMillis(1500);

    private Duration worst = Duration.ZERO;
    private Duration usual = Duration.ZERO;

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        if (!ground.run.whole()) {
            // A minute, for what the unit tests tell with a manual clock.
            return List.of();
        }
        Optional<Path> library = library();
        if (library.isEmpty()) {
            ground.leftOut.add("a clock that is stepped: libfaketime is not installed (Debian: faketime).");
            return List.of();
        }
        // The library slows every process down, so that each bound is held against the same without a step.
        deadline(ground, library.get(), 0);
        ground.clean();
        killed(ground, library.get(), 0);
        ground.clean();
        int cases = 0;
        for (int i = 0; i < 2; i++) {
            for (int step : random.nextBoolean() ? new int[] {STEP, -STEP} : new int[] {-STEP, STEP}) {
                deadline(ground, library.get(), step);
                ground.clean();
                killed(ground, library.get(), step);
                ground.clean();
                cases += 2;
                if (step < 0) {
                    // Ahead, a sweep takes what it finds for expired: docs/torture.md says so.
                    swept(ground, library.get(), step);
                    ground.clean();
                    cases++;
                }
            }
        }
        return List.of(new Row(
                "wall clock stepped by 10 minutes, on and back: at the deadline, before a SIGKILL, before a sweep",
                cases,
                Spans.text(worst),
                "2s more than without a step, where the worst was " + Spans.text(usual),
                0));
    }

    /** The lease ends at its deadline by the clock that was not stepped, or earlier. */
    private void deadline(Ground ground, Path library, int step) throws Exception {
        Place place = faked(ground, library);
        place.ttl = TTL + "s";
        HostProcess host = place.warm();
        step(place, step);
        host.lines("OVER", 2);
        Authority.Grant grant = place.last();
        keep(
                step,
                Duration.between(
                        grant.issued().plusSeconds(TTL),
                        grant.revoked()
                                .orElseThrow(
                                        () -> new AssertionError("said to be over, and alive: stepped by " + step))));
        host.tell("close");
        host.line("CLOSED");
        place.reckon();
    }

    /** The guardian's clock is stepped, too. */
    private void killed(Ground ground, Path library, int step) throws Exception {
        Place place = faked(ground, library);
        HostProcess host = place.active(1);
        // Stopped, so that it does not end the lease itself when its clock says that the deadline is over.
        Signal.STOP.to(host.pid());
        step(place, step);
        Patience.pause(SEEN);
        Instant killed = host.kill();
        place.awaitDead(Duration.ofSeconds(20));
        keep(step, Duration.between(killed, place.grants().get(0).revoked().orElseThrow()));
        ProcessHandle guardian = host.guardian().orElse(null);
        Patience.until("the guardian's end", Duration.ofSeconds(20), () -> guardian == null || !guardian.isAlive());
        place.reckon();
    }

    private void swept(Ground ground, Path library, int step) throws Exception {
        Place place = faked(ground, library);
        place.killBoth(place.active(1));
        step(place, step);
        // Its identity token is judged by its own clock.
        place.vouch("alice", Duration.ofSeconds(2L * STEP));
        place.nextBuild();
        place.awaitDead(Duration.ofSeconds(1));
        place.reckon();
    }

    private void keep(int step, Duration late) {
        if (step == 0) {
            usual = Spans.longer(usual, late);
            return;
        }
        if (late.compareTo(usual.plus(BOUND)) > 0) {
            throw new AssertionError("stepped by " + step + ": revoked only " + Spans.text(late) + " after that, "
                    + Spans.text(usual) + " without a step");
        }
        worst = Spans.longer(worst, late);
    }

    private static Place faked(Ground ground, Path library) throws Exception {
        Place place = ground.place("clock");
        List<String> faked = List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + place.root().resolve("clock"),
                // In seconds. Without, each look at the clock would read the file.
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "DONT_FAKE_MONOTONIC=1",
                // Its cure for an old C library makes every timed wait of a JVM return at once: all threads spin.
                "FAKETIME_FORCE_MONOTONIC_FIX=0");
        place.prefix = faked;
        // The guardian's environment is emptied, so its Java is one that puts the library back.
        Path java = Files.createDirectories(place.root().resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexec " + String.join(" ", faked) + " " + HostProcess.java() + " \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        place.guardianJava = place.root().resolve("java");
        step(place, 0);
        return place;
    }

    private static void step(Place place, int seconds) throws Exception {
        Path draft = place.root().resolve("clock.draft");
        Files.writeString(draft, (seconds < 0 ? "" : "+") + seconds + "\n");
        Files.move(draft, place.root().resolve("clock"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Optional<Path> library() throws Exception {
        for (Path folder : List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> found =
                        Files.find(folder, 3, (path, is) -> path.endsWith("faketime/libfaketime.so.1"))) {
                    Optional<Path> library = found.findFirst();
                    if (library.isPresent()) {
                        return library;
                    }
                }
            }
        }
        return Optional.empty();
    }
}
