package io.github.jitcredentials.maven;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a build's threads were inside our code, read from the JVM's own trace of method calls (JEP 520): nothing in the plugin
 * is there to be measured.
 *
 * @param inside in our hooks, on the threads that run goals, and there alone: what goes on beside them is not waited for
 * @param issuer of that, in requests to the authority and waiting for its answers
 * @param requests how many those were
 */
record HookTime(Duration inside, Duration issuer, int requests) {
    private static final String OURS = "io.github.jitcredentials.";
    private static final String WEB = OURS + "http.Web";

    /** Where Maven calls us, and where its resolver asks us; {@code Web} is the way to every authority. */
    private static final List<String> TRACED = List.of(
            OURS + "maven.entry.Switchboard::enter",
            OURS + "maven.entry.Switchboard::plan",
            OURS + "maven.entry.Switchboard::begin",
            OURS + "maven.entry.Switchboard::end",
            OURS + "maven.entry.Switchboard::close",
            OURS + "maven.RelayProperties::get",
            OURS + "maven.BoundTransfers::transferInitiated",
            WEB + "::send");

    private record Span(Instant from, Instant to) {
        Duration length() {
            return Duration.between(from, to);
        }

        boolean isWithin(Span other) {
            return !from.isBefore(other.from) && !to.isAfter(other.to);
        }
    }

    /** The JVM option that records it into a file below the directory the JVM is started in. */
    static String option(String file) {
        return "-XX:StartFlightRecording:settings=none,filename=" + file
                + ",+jdk.MethodTrace#enabled=true,+jdk.MethodTrace#stackTrace=false,+jdk.MethodTrace#filter="
                + String.join(";", TRACED);
    }

    static HookTime of(Path recording) throws IOException {
        Map<Long, List<Span>> hooks = new HashMap<>();
        Map<Long, List<Span>> requests = new HashMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.MethodTrace")) {
                    String type = event.<RecordedMethod>getValue("method")
                            .getType()
                            .getName();
                    (type.equals(WEB) ? requests : hooks)
                            .computeIfAbsent(event.getThread("eventThread").getJavaThreadId(), t -> new ArrayList<>())
                            .add(new Span(event.getStartTime(), event.getEndTime()));
                }
            }
        }
        HookTime all = new HookTime(Duration.ZERO, Duration.ZERO, 0);
        for (Map.Entry<Long, List<Span>> thread : hooks.entrySet()) {
            List<Span> outer = outermost(thread.getValue());
            List<Span> asked = requests.getOrDefault(thread.getKey(), List.of()).stream()
                    .filter(request -> outer.stream().anyMatch(request::isWithin))
                    .toList();
            all = new HookTime(
                    all.inside.plus(sum(outer)), all.issuer.plus(sum(asked)), all.requests + asked.size());
        }
        return all;
    }

    /** What is ours: nobody's network and nobody else's answer. */
    Duration own() {
        return inside.minus(issuer);
    }

    /** A hook that calls another counts once. */
    private static List<Span> outermost(List<Span> spans) {
        List<Span> outer = new ArrayList<>();
        spans.stream()
                .sorted(Comparator.comparing(Span::from).thenComparing(Span::to, Comparator.reverseOrder()))
                .forEach(span -> {
                    if (outer.isEmpty() || !span.isWithin(outer.get(outer.size() - 1))) {
                        outer.add(span);
                    }
                });
        return outer;
    }

    private static Duration sum(List<Span> spans) {
        return spans.stream().map(Span::length).reduce(Duration.ZERO, Duration::plus);
    }
}
