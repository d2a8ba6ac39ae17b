package io.github.jitcredentials.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A disk of a few kilobytes, or a limit on how long a file may grow, under the journal and under the audit log. */
final class FullDisk implements Scenario {
    private static final int LEASES = 30;
    private static final Duration BOUND = Duration.ofSeconds(2);

    private Duration worst = Duration.ZERO;

    /** What is full. */
    private enum Full {
        /** A file system of its own under the journal. */
        JOURNAL_DISK,
        /** A file system of its own under the audit log. */
        AUDIT_DISK,
        /** No file grows beyond some kilobytes: journal and audit log alike. */
        EVERY_FILE
    }

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        boolean mounts = canMount();
        if (!mounts) {
            ground.leftOut.add("a full file system: this user can't mount one in a namespace of its own (unshare -m).");
        }
        List<Full> kinds = Stream.of(Full.values())
                .filter(full -> mounts || full == Full.EVERY_FILE)
                .filter(full -> ground.run.whole() || full != Full.EVERY_FILE || !mounts)
                .toList();
        int cases = 0;
        for (int round = 0; round < ground.run.cases(1, 3); round++) {
            for (Full full : kinds) {
                for (boolean killed :
                        ground.run.whole() ? new boolean[] {false, true} : new boolean[] {random.nextBoolean()}) {
                    fill(ground, full, killed, 12 + 4 * random.nextInt(3));
                    ground.clean();
                    cases++;
                }
            }
        }
        return List.of(new Row(
                "disk full under journal or audit log; then closed, or SIGKILL of the host",
                cases,
                Spans.text(worst),
                "nothing handed out that is not written down; revoked 2s after the kill",
                0));
    }

    private void fill(Ground ground, Full full, boolean killed, int kilobytes) throws Exception {
        Place place = ground.place("full-" + full + (killed ? "-killed" : "-closed"));
        Path small = Files.createDirectory(place.root().resolve("small"));
        switch (full) {
            case JOURNAL_DISK -> {
                place.prefix = mounted(small, kilobytes);
                place.settings.add("journal=" + small);
            }
            case AUDIT_DISK -> {
                place.prefix = mounted(small, kilobytes);
                place.settings.add("audit=" + small.resolve("audit.jsonl"));
            }
            case EVERY_FILE ->
                // In blocks of 512 bytes, says POSIX.
                place.prefix = List.of("sh", "-c", "ulimit -f " + 2 * kilobytes + "; exec \"$@\"", "sh");
        }
        List<Authority.Grant> before = ground.authority.grants();
        HostProcess host = place.permitted();
        for (int i = 0; i < LEASES; i++) {
            host.tell("open 1");
            host.awaitAnswers(i + 1);
        }
        List<String> refused = host.all("FAILED");
        List<String> open = host.all("OPEN");
        if (refused.isEmpty()) {
            throw new AssertionError("the disk never got full: " + host);
        }
        if (!refused.stream().allMatch(line -> line.startsWith("FAILED open NotRecorded "))) {
            throw new AssertionError("refused for another reason: " + refused);
        }
        if (full != Full.AUDIT_DISK) {
            String journal = text(Path.of("/proc/" + host.pid() + "/root" + journals(place, small, full)));
            for (String line : open) {
                if (!journal.contains("\"is\":\"held\",\"lease\":\"" + line.split(" ")[1])) {
                    throw new AssertionError("handed out and not written down: " + line);
                }
            }
        }
        Instant end = Instant.now();
        if (killed) {
            end = host.kill();
        } else {
            host.tell("close");
            host.awaitLine(line -> line.startsWith("CLOSED") || line.startsWith("FAILED close"));
        }
        Patience.until("0 alive", Duration.ofSeconds(20), () -> since(before, ground.authority.live())
                .isEmpty());
        for (Authority.Grant grant : since(before, ground.authority.grants())) {
            Duration took = Duration.between(end, grant.revoked().orElseThrow());
            if (took.compareTo(BOUND) > 0 && killed) {
                throw new AssertionError("revoked only " + Spans.text(took) + " after the kill");
            }
            worst = killed ? Spans.longer(worst, took) : worst;
        }
        ground.canary.assertClean(place.root());
    }

    /** The audit log tells no names here: it is full, or gone with its file system. */
    private static List<Authority.Grant> since(List<Authority.Grant> before, List<Authority.Grant> now) {
        Set<String> old = before.stream().map(Authority.Grant::requestId).collect(Collectors.toSet());
        return now.stream().filter(grant -> !old.contains(grant.requestId())).toList();
    }

    private static Path journals(Place place, Path small, Full full) {
        return full == Full.JOURNAL_DISK ? small : place.journals();
    }

    private static String text(Path folder) throws Exception {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static List<String> mounted(Path at, int kilobytes) {
        return new ArrayList<>(List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + kilobytes + "k,mode=700 tmpfs '" + at + "' && exec \"$@\"",
                "sh"));
    }

    private static boolean canMount() throws Exception {
        try {
            Process trial = new ProcessBuilder("unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=8k tmpfs /mnt")
                    .redirectErrorStream(true)
                    .start();
            return trial.waitFor(10, TimeUnit.SECONDS) && trial.exitValue() == 0;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
