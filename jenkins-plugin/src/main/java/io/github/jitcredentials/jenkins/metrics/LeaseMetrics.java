package io.github.jitcredentials.jenkins.metrics;

import hudson.Extension;
import hudson.init.InitMilestone;
import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.jenkins.LeaseWatch;
import io.github.jitcredentials.jenkins.pages.LeaseRow;
import io.github.jitcredentials.jenkins.pages.LiveLeases;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.LeaseId;
import io.jenkins.plugins.opentelemetry.api.ReconfigurableOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Counts the events of the audit log as they are written there, through OpenTelemetry: each counter is the number of lines of one
 * event. Who looks at them knows an issuer's and a profile's name, and no job, build, person or lease. The API's own plugin hands
 * the instruments over to another SDK when that is configured anew; without that plugin this is not there. Thread safe.
 */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class LeaseMetrics extends LeaseWatch {
    static final String SCOPE = "io.jenkins.plugins.jit-credentials";
    static final String PREFIX = "jit_credentials.lease.";
    static final String ALIVE = PREFIX + "alive";
    static final String ISSUE = PREFIX + "issue.duration";
    static final String REVOKE = PREFIX + "revoke.duration";
    static final AttributeKey<String> ISSUER = AttributeKey.stringKey("jit_credentials.issuer.name");
    static final AttributeKey<String> PROFILE = AttributeKey.stringKey("jit_credentials.profile.name");
    static final AttributeKey<String> STATE = AttributeKey.stringKey(PREFIX + "state");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey(PREFIX + "outcome");

    /** The events that are counted, as the audit log names them. */
    static final Map<String, String> COUNTED = Map.ofEntries(
            Map.entry("denied", "Requests that policy denied."),
            Map.entry("issued", "Credentials that were issued."),
            Map.entry("renewed", "Leases whose credential was renewed, each time."),
            Map.entry("not-renewed", "Leases that end early because no other value came in time."),
            Map.entry("refused", "Requests that an issuer refused, or that were not answered and issued nothing."),
            Map.entry("uncertain", "Leases of which nobody knows whether there is a credential."),
            Map.entry("revoked", "Revocations that an issuer took."),
            Map.entry("proven", "Credentials that an issuer said are dead, and had said were alive."),
            Map.entry("stuck", "Revocations that failed; the credential may live until it expires."),
            Map.entry("expired", "Credentials that ended by their own expiry."),
            Map.entry("leak-seen", "Secrets that were seen where they must not be."));

    private static final List<Double> SECONDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0);

    private final Map<String, LongCounter> counters = new HashMap<>();
    private final DoubleHistogram issue;
    private final DoubleHistogram revoke;
    private final Map<LeaseId, Instant> asked = new ConcurrentHashMap<>();
    private final Map<LeaseId, Instant> revoking = new ConcurrentHashMap<>();

    public LeaseMetrics() {
        // Not through GlobalOpenTelemetry: whoever asks that first decides for everybody what it is.
        Meter meter = ReconfigurableOpenTelemetry.get().getMeterProvider().get(SCOPE);
        COUNTED.forEach((event, description) -> counters.put(
                event,
                meter.counterBuilder(name(event))
                        .setUnit(event.equals("denied") ? "{request}" : "{lease}")
                        .setDescription(description)
                        .build()));
        issue = seconds(meter, ISSUE, "From the intent to ask an issuer to what came of it.");
        revoke = seconds(meter, REVOKE, "From the intent to end a credential to what came of it.");
        meter.upDownCounterBuilder(ALIVE)
                .setUnit("{lease}")
                .setDescription("Leases that are not over.")
                .buildWithCallback(LeaseMetrics::observe);
    }

    /** What counts an event. */
    static String name(String event) {
        return PREFIX + event.replace('-', '_');
    }

    private static DoubleHistogram seconds(Meter meter, String name, String description) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(SECONDS)
                .build();
    }

    @Override
    public void audited(AuditEvent event) {
        CredentialRequest request = event.about().request();
        if (request == null) {
            return;
        }
        Attributes about = Attributes.of(ISSUER, request.issuer(), PROFILE, request.profile());
        LongCounter counter = counters.get(event.name());
        if (counter != null) {
            counter.add(1, about);
        }
        LeaseId lease = event.about().lease();
        if (lease != null) {
            time(lease, event, about);
        }
    }

    private void time(LeaseId lease, AuditEvent event, Attributes about) {
        Instant at = event.about().at();
        switch (event.name()) {
            case "intended" -> asked.put(lease, at);
            case "revoking" -> {
                asked.remove(lease);
                revoking.put(lease, at);
            }
            case "issued", "renewed", "not-renewed", "refused" -> record(issue, asked.remove(lease), event, about);
            case "uncertain", "revoked", "stuck", "expired", "unended" -> {
                record(issue, asked.remove(lease), event, about);
                record(revoke, revoking.remove(lease), event, about);
            }
            default -> {
                // It ends nothing that takes time.
            }
        }
    }

    /** @param since null if the beginning is not known, as of what an earlier start left */
    private static void record(DoubleHistogram histogram, @Nullable Instant since, AuditEvent event, Attributes about) {
        if (since != null) {
            Duration took = Duration.between(since, event.about().at());
            histogram.record(
                    Math.max(0, took.toNanos() / 1e9),
                    about.toBuilder().put(OUTCOME, event.name()).build());
        }
    }

    private static void observe(ObservableLongMeasurement alive) {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        if (jenkins == null || jenkins.getInitLevel() != InitMilestone.COMPLETED || jenkins.isTerminating()) {
            return;
        }
        LiveLeases.get().all().stream()
                .collect(Collectors.groupingBy(Kind::of, Collectors.counting()))
                .forEach((kind, count) -> alive.record(count, kind.attributes()));
    }

    /** What leases have in common that are counted together. */
    private record Kind(String issuer, String profile, LeaseState state) {
        static Kind of(LeaseRow row) {
            return new Kind(row.issuer(), row.profile(), row.state());
        }

        Attributes attributes() {
            return Attributes.of(
                    ISSUER, issuer, PROFILE, profile, STATE, state.name().toLowerCase(Locale.ROOT));
        }
    }
}
