package io.github.jitcredentials.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** SIGKILL at every state of a lease: of the host, of its guardian, of both. */
final class Kills implements Scenario {
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final Duration BRIEF = Duration.ofSeconds(4);

    /** Where a lease is when somebody dies. */
    enum Point {
        /** Permitted, and nothing asked for. */
        DECIDED,
        /** The intent is on disk; the authority has not heard of it. */
        ASKED,
        /** The authority has granted, and its answer is on its way. */
        GRANTED,
        /** The handle is on disk; the guardian has not acknowledged. */
        RECORDED,
        /** Handed over; nobody has heard "alive". */
        ACTIVE_UNSEEN,
        /** Handed over. */
        ACTIVE,
        /** The end is written down; the authority has not heard of it. */
        REVOKING,
        /** The authority has revoked, and its answer is on its way. */
        REVOKED,
        /** Revoked; the question whether it is dead is on its way. */
        PROVING,
        /** Over. */
        ENDED
    }

    /** Who dies. */
    enum Victim {
        HOST("the host"),
        GUARDIAN("the guardian"),
        BOTH("both");

        private final String words;

        Victim(String words) {
            this.words = words;
        }
    }

    private record Case(Point point, Victim victim) {}

    private final Map<Victim, Duration> worst = new EnumMap<>(Victim.class);
    private final Map<Victim, Integer> counts = new EnumMap<>(Victim.class);
    private Duration worstLost = Duration.ZERO;
    private int lost;

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        for (Case one : cases(ground.run, random)) {
            try {
                new Attempt(ground, one, random).run();
            } catch (AssertionError | Exception e) {
                throw new AssertionError(
                        "SIGKILL of " + one.victim.words + " at " + one.point + ": " + e.getMessage(), e);
            } finally {
                ground.clean();
            }
        }
        List<Row> rows = new ArrayList<>();
        for (Victim victim : counts.keySet()) {
            rows.add(new Row(
                    "SIGKILL of " + victim.words + ", at each state",
                    counts.get(victim),
                    worst.containsKey(victim) ? Spans.text(worst.get(victim)) : "-",
                    switch (victim) {
                        case HOST -> "revoked 2s after the kill";
                        case GUARDIAN -> "ended by the host as ever; nothing new is handed out";
                        case BOTH -> "its own expiry, here 4s; or the next build's sweep";
                    },
                    0));
        }
        if (lost > 0) {
            rows.add(new Row(
                    "SIGKILL while the authority's answer is on its way",
                    lost,
                    Spans.text(worstLost),
                    "its own expiry, here 4s; the next build says uncertain",
                    0));
        }
        return rows;
    }

    private static List<Case> cases(Run run, Random random) {
        List<Case> all = new ArrayList<>();
        for (Point point : Point.values()) {
            for (Victim victim : Victim.values()) {
                all.add(new Case(point, victim));
            }
        }
        Collections.shuffle(all, random);
        if (run.whole()) {
            return Stream.of(all, all).flatMap(List::stream).toList();
        }
        return Stream.of(Victim.values())
                .map(victim -> all.stream()
                        .filter(one -> one.victim == victim)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    /** One case. */
    private final class Attempt {
        private final Ground ground;
        private final Case one;
        private final Place place;
        private final boolean brief;
        private HostProcess host;
        private ProcessHandle guardian;
        private Cut.Hold hold;
        private Instant killed;

        Attempt(Ground ground, Case one, Random random) throws Exception {
            this.ground = ground;
            this.one = one;
            this.place = ground.place("kill-" + one.point + "-" + one.victim);
            this.brief = one.point == Point.GRANTED
                    || ground.run.whole() && one.victim == Victim.BOTH && random.nextBoolean();
            place.client = brief ? "brief" : "trial";
        }

        void run() throws Exception {
            host = place.permitted();
            Patience.until("the guardian", Duration.ofSeconds(20), () -> host.guardian()
                    .isPresent());
            guardian = host.guardian().orElseThrow();
            bring(one.point);
            int alive = place.alive();
            kill();
            if (hold != null) {
                if (one.point == Point.ASKED && one.victim != Victim.GUARDIAN
                        || one.point == Point.GRANTED && one.victim != Victim.GUARDIAN) {
                    hold.cut();
                } else {
                    hold.release();
                }
            }
            counts.merge(one.victim, 1, Integer::sum);
            switch (one.victim) {
                case HOST -> afterHost(alive);
                case GUARDIAN -> afterGuardian();
                case BOTH -> afterBoth();
            }
            place.reckon();
        }

        private void bring(Point point) throws Exception {
            switch (point) {
                case DECIDED -> {}
                case ASKED -> {
                    hold = ground.cut.holdBefore(Door.TOKEN);
                    host.tell("open 1");
                    hold.await();
                }
                case GRANTED -> {
                    hold = ground.cut.holdAfter(Door.TOKEN);
                    host.tell("open 1");
                    hold.await();
                }
                case RECORDED -> {
                    Signal.STOP.to(guardian.pid());
                    host.tell("open 1");
                    Patience.until("the handle on disk", Duration.ofSeconds(20), this::handleIsOnDisk);
                }
                case ACTIVE_UNSEEN -> {
                    ground.cut.spoil(Door.INTROSPECT, Spoil.cutBefore());
                    host.tell("open 1");
                    host.line("OPEN");
                }
                case ACTIVE -> open();
                case REVOKING -> {
                    String lease = open();
                    hold = ground.cut.holdBefore(Door.REVOKE);
                    host.tell("end " + lease);
                    hold.await();
                }
                case REVOKED -> {
                    String lease = open();
                    hold = ground.cut.holdAfter(Door.REVOKE);
                    host.tell("end " + lease);
                    hold.await();
                }
                case PROVING -> {
                    String lease = open();
                    hold = ground.cut.holdBefore(Door.INTROSPECT);
                    host.tell("end " + lease);
                    hold.await();
                }
                case ENDED -> {
                    host.tell("end " + open());
                    host.line("ENDED");
                }
            }
        }

        private String open() throws Exception {
            var seen = ground.cut.notice(Door.INTROSPECT);
            host.tell("open 1");
            String lease = host.line("OPEN").split(" ")[1];
            seen.get(20, java.util.concurrent.TimeUnit.SECONDS);
            return lease;
        }

        private boolean handleIsOnDisk() throws Exception {
            try (Stream<Path> files = Files.list(place.journals())) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
                    if (Files.readString(file).contains("\"is\":\"held\"")) {
                        return true;
                    }
                }
            }
            return false;
        }

        private void kill() throws Exception {
            List<Long> pids = new ArrayList<>();
            if (one.victim != Victim.GUARDIAN) {
                pids.add(host.pid());
            }
            if (one.victim != Victim.HOST) {
                // Not last, or it would do its work between the two.
                pids.add(0, guardian.pid());
            }
            killed = Instant.now();
            for (long pid : pids) {
                Signal.KILL.to(pid);
            }
            if (one.victim == Victim.HOST && one.point == Point.RECORDED) {
                Signal.CONT.to(guardian.pid());
            }
        }

        private void afterHost(int aliveBefore) throws Exception {
            if (one.point == Point.GRANTED) {
                expires();
                return;
            }
            if (aliveBefore > 0) {
                place.awaitDead(Duration.ofSeconds(10));
                Duration took =
                        Duration.between(killed, place.grants().get(0).revoked().orElseThrow());
                if (took.compareTo(BOUND) > 0) {
                    throw new AssertionError("revoked only " + Spans.text(took) + " after the kill");
                }
                worst.merge(Victim.HOST, took, Spans::longer);
            }
            Patience.until("the guardian's end", Duration.ofSeconds(15), () -> !guardian.isAlive());
            place.nextBuild();
        }

        private void afterGuardian() throws Exception {
            switch (one.point) {
                case ASKED, GRANTED, RECORDED -> host.line("FAILED open NotRecorded");
                case ACTIVE, ACTIVE_UNSEEN -> {
                    host.tell("end " + host.line("OPEN").split(" ")[1]);
                    host.line("ENDED");
                }
                case REVOKING, REVOKED, PROVING -> host.line("ENDED");
                default -> {}
            }
            place.awaitDead(Duration.ofSeconds(5));
            int before = host.all("FAILED open").size();
            host.tell("open 1");
            host.lines("FAILED open NotRecorded", before + 1);
            place.awaitDead(Duration.ofSeconds(5));
            host.tell("close");
            host.line("CLOSED");
        }

        private void afterBoth() throws Exception {
            if (brief) {
                expires();
                return;
            }
            place.nextBuild();
            place.awaitDead(Duration.ofSeconds(5));
        }

        /** Nobody can revoke it any more: its own age ends it, and the next build says so. */
        private void expires() throws Exception {
            place.awaitDead(BRIEF.plusSeconds(1));
            for (Authority.Grant grant : place.grants()) {
                if (grant.revoked().isEmpty()) {
                    Duration took = Duration.between(killed, grant.expires());
                    if (took.compareTo(BRIEF) > 0) {
                        throw new AssertionError("alive for " + Spans.text(took) + " after the kill");
                    }
                    if (one.point == Point.GRANTED) {
                        worstLost = Spans.longer(worstLost, took);
                    } else {
                        worst.merge(one.victim, took, Spans::longer);
                    }
                }
            }
            if (one.point == Point.GRANTED) {
                lost++;
                if (place.nextBuild().stream().noneMatch(told -> told.contains("uncertain"))) {
                    throw new AssertionError("the next build does not say that it is uncertain");
                }
                return;
            }
            place.nextBuild();
        }
    }
}
