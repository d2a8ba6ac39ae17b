package io.github.jitcredentials.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How connections are made.
 *
 * @param connect the longest time to connect, TLS included, for each address of a host
 * @param answer the longest silence while an answer is awaited or read
 * @param overall the longest time for everything; {@link Web#send} returns by then
 * @param largest the most bytes an answer may have
 * @param proxies which requests go through a proxy
 * @param caBundle a PEM file of the certificate authorities to trust instead of the JDK's; null for the JDK's
 * @param reach to which addresses
 */
public record WebSettings(
        Duration connect,
        Duration answer,
        Duration overall,
        int largest,
        Proxies proxies,
        @Nullable Path caBundle,
        Reach reach) {
    public WebSettings {
        for (Duration duration : new Duration[] {connect, answer, overall}) {
            if (duration.toMillis() < 1 || duration.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException("a time-out is between 1ms and 10m");
            }
        }
        if (largest < 1) {
            throw new IllegalArgumentException("an answer has at least one byte");
        }
    }

    /** 5 s to connect, 15 s for an answer, 30 s in all, 1 MB, no proxy, the JDK's certificate authorities. */
    public static WebSettings standard() {
        return new WebSettings(
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                1 << 20,
                Proxies.none(),
                null,
                Reach.everywhere());
    }

    public WebSettings withTimeouts(Duration newConnect, Duration newAnswer, Duration newOverall) {
        return new WebSettings(newConnect, newAnswer, newOverall, largest, proxies, caBundle, reach);
    }

    public WebSettings withProxies(Proxies newProxies) {
        return new WebSettings(connect, answer, overall, largest, newProxies, caBundle, reach);
    }

    public WebSettings withCaBundle(Path pem) {
        return new WebSettings(connect, answer, overall, largest, proxies, pem, reach);
    }

    public WebSettings withReach(Reach newReach) {
        return new WebSettings(connect, answer, overall, largest, proxies, caBundle, newReach);
    }

    /** {@link #caBundle}, for those who ask. */
    public Optional<Path> bundle() {
        return Optional.ofNullable(caBundle);
    }
}
