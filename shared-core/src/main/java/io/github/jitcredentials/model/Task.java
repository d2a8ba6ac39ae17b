package io.github.jitcredentials.model;

/**
 * Which unit of a CI system asks, and why.
 *
 * @param host the system the task runs in, as a lower-case word: {@code maven}, {@code jitc}, {@code github-action}, {@code jenkins}
 * @param unit the unit of work the lease lives for, as its host would name it, for example {@code deploy:deploy (default) @ app}
 * @param purpose why it asks
 */
public record Task(String host, String unit, Purpose purpose) {
    public Task {
        if (host.isBlank() || unit.isBlank()) {
            throw new IllegalArgumentException("a task names its host and unit");
        }
    }
}
