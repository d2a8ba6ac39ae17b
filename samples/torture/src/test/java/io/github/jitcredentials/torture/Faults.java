package io.github.jitcredentials.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An authority, or what lies before it, that misbehaves: when it is asked for a credential, and when it is to end one. */
final class Faults implements Scenario {
    /** Every call is over by then, whatever the other side does. */
    private static final Duration LONGEST = Duration.ofSeconds(31);

    private static final int BRIEF_SECONDS = 4;

    private final CountDownLatch hanging = new CountDownLatch(1);
    private final AtomicInteger elsewhere = new AtomicInteger();
    private Duration longest = Duration.ZERO;
    private Duration longestEnd = Duration.ZERO;
    private int lost;

    /** What goes wrong, what the task is told, and whether the authority granted. */
    private record Fault(String name, Spoil spoil, String told, int grants) {}

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        HttpServer other = HttpServer.create(Loopback.free(2), 0);
        other.createContext("/", exchange -> {
            elsewhere.incrementAndGet();
            exchange.close();
        });
        other.start();
        try {
            URI there = URI.create("http://127.0.0.2:" + other.getAddress().getPort() + "/token");
            List<Fault> asking = asking(ground.run, there);
            Collections.shuffle(asking, random);
            ask(ground, asking);
            ground.clean();
            List<Fault> ending = ending(ground.run, there);
            Collections.shuffle(ending, random);
            end(ground, ending);
            if (elsewhere.get() != 0) {
                throw new AssertionError("another host was asked " + elsewhere.get() + " times");
            }
            return List.of(
                    new Row(
                            "asked for a credential: " + names(asking) + "; " + lost + " grants whose answer was lost",
                            asking.size(),
                            Spans.text(longest),
                            "asked once; told within 31s; uncertain where it may live, and until when; 0 requests to the other host",
                            0),
                    new Row(
                            "asked to end one: " + names(ending),
                            ending.size(),
                            Spans.text(longestEnd),
                            "asked again, or stuck after revokeTimeout (here 3s) and ended by the guardian",
                            0));
        } finally {
            hanging.countDown();
            other.stop(0);
        }
    }

    private List<Fault> asking(Run run, URI there) {
        List<Fault> all = new ArrayList<>(List.of(
                new Fault("cut before", Spoil.cutBefore(), "Uncertain", 0),
                new Fault("answer lost", Spoil.cutAfter(), "Uncertain", 1),
                new Fault("answer cut in the middle", Spoil.half(), "Uncertain", 1),
                new Fault("500", Spoil.status(500, ""), "Uncertain", 0),
                new Fault("502 after the work", Spoil.statusAfter(502), "Uncertain", 1),
                new Fault("503", Spoil.status(503, ""), "Unavailable", 0),
                new Fault("429 with Retry-After", Spoil.status(429, "3"), "Unavailable", 0),
                new Fault("wrong JSON", Spoil.wrongJson(), "Uncertain", 1),
                new Fault("8 MB", Spoil.oversize(), "Uncertain", 1),
                new Fault("redirect to another host", Spoil.redirect(there), "Refused", 0)));
        if (run.whole()) {
            all.add(new Fault("hang", Spoil.hangAfter(hanging), "Uncertain", 1));
        }
        return all;
    }

    private List<Fault> ending(Run run, URI there) {
        List<Fault> all = new ArrayList<>(List.of(
                new Fault("cut before", Spoil.cutBefore(), "PROVEN", 1),
                new Fault("answer lost", Spoil.cutAfter(), "PROVEN", 1),
                new Fault("503", Spoil.status(503, ""), "PROVEN", 1),
                new Fault("429 with Retry-After", Spoil.status(429, "1"), "PROVEN", 1),
                new Fault("8 MB", Spoil.oversize(), "PROVEN", 1),
                new Fault("redirect to another host", Spoil.redirect(there), "STUCK", 1)));
        if (run.whole()) {
            all.add(new Fault("hang", Spoil.hangBefore(hanging), "STUCK", 1));
        }
        return all;
    }

    private void ask(Ground ground, List<Fault> faults) throws Exception {
        Place place = ground.place("faults");
        place.client = "brief";
        HostProcess host = place.permitted();
        for (int i = 0; i < faults.size(); i++) {
            Fault fault = faults.get(i);
            int asked = ground.cut.count(Door.TOKEN);
            int granted = place.grants().size();
            int uncertain = AuditStory.of(place.audit()).lines("uncertain").size();
            ground.cut.spoil(Door.TOKEN, fault.spoil());
            long start = System.nanoTime();
            host.tell("open 1");
            String told = host.lines("FAILED open", i + 1).get(i);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            longest = Spans.longer(longest, took);
            expect(fault, told.startsWith("FAILED open " + fault.told() + " "), told);
            expect(fault, took.compareTo(LONGEST) < 0, "it took " + Spans.text(took));
            expect(fault, ground.cut.count(Door.TOKEN) == asked + 1, "asked again blindly");
            expect(fault, place.grants().size() == granted + fault.grants(), "granted " + place.grants());
            List<JsonNode> lines = AuditStory.of(place.audit()).lines("uncertain");
            expect(fault, lines.size() == uncertain + (fault.told().equals("Uncertain") ? 1 : 0), lines.toString());
            if (fault.told().equals("Uncertain")) {
                expect(fault, told.contains("alive until"), "the task is not told until when: " + told);
                JsonNode line = lines.get(lines.size() - 1);
                expect(fault, line.has("expires"), "the log does not say until when: " + line);
                lost += fault.grants();
            }
        }
        // A host that has seen all that is none the worse for it.
        host.tell("open 1");
        host.tell("end " + host.line("OPEN").split(" ")[1]);
        host.line("ENDED");
        host.tell("close");
        host.line("CLOSED");
        place.awaitDead(Duration.ofSeconds(BRIEF_SECONDS + 1));
        place.reckon();
    }

    private void end(Ground ground, List<Fault> faults) throws Exception {
        Place place = ground.place("stubborn");
        place.settings.add("revokeTimeout=3s");
        HostProcess host = place.permitted();
        int stuck = 0;
        for (int i = 0; i < faults.size(); i++) {
            Fault fault = faults.get(i);
            host.tell("open 1");
            String lease = host.lines("OPEN", i + 1).get(i).split(" ")[1];
            ground.cut.spoil(Door.REVOKE, fault.spoil());
            long start = System.nanoTime();
            host.tell("end " + lease);
            String told = host.lines("ENDED", i + 1).get(i);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            longestEnd = Spans.longer(longestEnd, took);
            expect(fault, told.startsWith("ENDED " + lease + " " + fault.told() + " "), told);
            expect(fault, took.compareTo(Duration.ofSeconds(6)) < 0, "it took " + Spans.text(took));
            stuck += fault.told().equals("STUCK") ? 1 : 0;
        }
        host.tell("close");
        host.line("CLOSED");
        place.awaitDead(Duration.ofSeconds(15));
        int wanted = stuck;
        Patience.until(
                "the guardian's words",
                Duration.ofSeconds(15),
                () -> AuditStory.of(place.audit()).count("proven") >= faults.size() || wanted == 0);
        place.reckon();
    }

    private static void expect(Fault fault, boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(fault.name() + ": " + otherwise);
        }
    }

    private static String names(List<Fault> faults) {
        return String.join(", ", faults.stream().map(Fault::name).sorted().toList());
    }
}
