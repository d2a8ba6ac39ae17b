package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** Doors to the network for tests before servers on loopback. */
final class Webs {
    private static final Set<String> ENDLESS = Set.of("hang", "drip");

    private Webs() {}

    /** One that waits for a machine at work on other things. */
    static Web patient(Clock clock) {
        return web(clock, Duration.ofSeconds(20), Duration.ofSeconds(40));
    }

    /** One that is soon tired of an answer that never comes, and of one that comes byte by byte. */
    static Web impatient(Clock clock) {
        return web(clock, Duration.ofMillis(400), Duration.ofMillis(800));
    }

    /** The second for a fault that would last for ever, so that no other answer is given up for coming late. */
    static Web before(String fault, Clock clock) {
        return ENDLESS.contains(fault) ? impatient(clock) : patient(clock);
    }

    private static Web web(Clock clock, Duration answer, Duration overall) {
        return new Web(WebSettings.standard().withTimeouts(Duration.ofSeconds(5), answer, overall), clock);
    }
}
