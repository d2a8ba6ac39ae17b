package io.github.jitcredentials.jenkins.metrics;

import io.jenkins.plugins.opentelemetry.api.ReconfigurableOpenTelemetry;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.Map;

/** Has the SDK that is configured next keep its metrics in memory; found by that SDK as a service. */
public final class MemoryReader implements AutoConfigurationCustomizerProvider {
    private static InMemoryMetricReader next;

    /** Configures an SDK as the plugin opentelemetry does when its settings are saved. */
    static synchronized InMemoryMetricReader configure() {
        InMemoryMetricReader reader = InMemoryMetricReader.create();
        next = reader;
        ReconfigurableOpenTelemetry.get()
                .configure(
                        Map.of(
                                "otel.metrics.exporter", "none",
                                "otel.traces.exporter", "none",
                                "otel.logs.exporter", "none"),
                        Resource.empty(),
                        true);
        return reader;
    }

    /** As when its settings are emptied. */
    static void takeAway() {
        ReconfigurableOpenTelemetry.get().configure(Map.of(), Resource.empty(), true);
    }

    @Override
    public void customize(AutoConfigurationCustomizer sdk) {
        sdk.addMeterProviderCustomizer((meters, config) -> meters.registerMetricReader(next));
    }
}
