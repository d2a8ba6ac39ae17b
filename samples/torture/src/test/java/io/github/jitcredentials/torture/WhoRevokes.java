package io.github.jitcredentials.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Authorities that want to know who revokes: the next build is somebody else, the ID token is over, each counts once. */
final class WhoRevokes implements Scenario {
    private static final Duration BOUND = Duration.ofSeconds(2);
    /** A guardian that was refused asks again after ten seconds at the latest. */
    private static final Duration AFTER_FRESH = Duration.ofSeconds(11);

    private Duration worstFresh = Duration.ZERO;
    private Duration worstSpent = Duration.ZERO;
    private Duration worstOnce = Duration.ZERO;

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        int cases = ground.run.cases(1, 3);
        for (int i = 0; i < cases; i++) {
            somebodyElse(ground);
            ground.clean();
            over(ground, random);
            ground.clean();
            once(ground);
            ground.clean();
        }
        return List.of(
                new Row(
                        "both killed, the next build is somebody else: stuck, and said so; then the same one again",
                        cases,
                        "-",
                        "swept by the next build that may",
                        0),
                new Row(
                        "ID token expired at the SIGKILL, the authority wants no identity for revoking",
                        cases,
                        Spans.text(worstSpent),
                        "revoked 2s after the kill",
                        0),
                new Row(
                        "ID token expired at the SIGKILL, the authority wants a fresh one: the guardian waits for it",
                        cases,
                        Spans.text(worstFresh),
                        "revoked 11s after there is one",
                        0),
                new Row(
                        "single-use assertions: SIGKILL of the host; then both killed, and swept by the next job",
                        cases,
                        Spans.text(worstOnce),
                        "revoked 2s after the kill",
                        0));
    }

    private static void somebodyElse(Ground ground) throws Exception {
        Place place = asking(ground, "other", "alice", "client-credentials");
        HostProcess host = place.active(1);
        place.killBoth(host);
        place.vouch("bob", Duration.ofMinutes(5));
        List<String> told = place.nextBuild();
        if (told.stream().noneMatch(line -> line.contains("now stuck") && line.contains("alive until"))) {
            throw new AssertionError("nobody said that it is stuck: " + told);
        }
        if (place.alive() != 1 || AuditStory.of(place.audit()).count("stuck") != 1) {
            throw new AssertionError(place.alive() + " alive, and the log does not say stuck once");
        }
        place.vouch("alice", Duration.ofMinutes(5));
        place.nextBuild();
        place.reckon();
    }

    private void over(Ground ground, Random random) throws Exception {
        Place wanted = asking(ground, "expired", "alice", "client-credentials");
        Place unwanted = asking(ground, "spent", "trial", "token-exchange");
        HostProcess one = wanted.active(1);
        HostProcess other = unwanted.active(1);
        for (Place place : List.of(wanted, unwanted)) {
            place.vouch("alice", Duration.ofSeconds(1));
        }
        Patience.pause(Duration.ofMillis(1100));
        Instant killed = other.kill();
        one.kill();
        unwanted.awaitDead(Duration.ofSeconds(10));
        worstSpent = Spans.longer(worstSpent, within(BOUND, killed, unwanted));
        Patience.pause(Duration.ofMillis(random.nextInt(1000)));
        if (wanted.alive() != 1) {
            throw new AssertionError("somebody revoked with an identity that was over");
        }
        Instant fresh = Instant.now();
        wanted.vouch("alice", Duration.ofMinutes(5));
        wanted.awaitDead(Duration.ofSeconds(20));
        worstFresh = Spans.longer(worstFresh, within(AFTER_FRESH, fresh, wanted));
        for (Place place : List.of(wanted, unwanted)) {
            Patience.until(
                    "the guardian's last line",
                    Duration.ofSeconds(10),
                    () -> AuditStory.of(place.audit()).count("proven") == 1);
            place.reckon();
        }
    }

    private void once(Ground ground) throws Exception {
        Place place = asking(ground, "once", "once", "client-credentials");
        place.identity = "github-actions: { issuer: " + ground.authority.url() + "/ci }";
        place.environment.put("ACTIONS_ID_TOKEN_REQUEST_URL", ground.authority.said("requestUrl"));
        place.environment.put(
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN", Files.readString(Path.of(ground.authority.said("requestTokenFile"))));
        Instant killed = place.active(1).kill();
        place.awaitDead(Duration.ofSeconds(10));
        worstOnce = Spans.longer(worstOnce, within(BOUND, killed, place));
        place.killBoth(place.active(1));
        place.nextBuild();
        place.awaitDead(Duration.ofSeconds(1));
        place.reckon();
    }

    private static Duration within(Duration bound, Instant since, Place place) throws Exception {
        Duration took = Duration.between(since, place.grants().get(0).revoked().orElseThrow());
        if (took.compareTo(bound) > 0) {
            throw new AssertionError("revoked only " + Spans.text(took) + " after that");
        }
        return took;
    }

    private static Place asking(Ground ground, String name, String client, String grant) throws Exception {
        Place place = ground.place(name);
        place.client = client;
        place.grant = grant;
        return place;
    }
}
