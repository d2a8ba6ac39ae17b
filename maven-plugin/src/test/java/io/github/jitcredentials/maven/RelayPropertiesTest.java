package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.lease.EndReason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayPropertiesTest {
    private static final String HEADERS = "aether.connector.http.headers.releases";
    private static final String FOLLOW = "aether.connector.http.followRedirects.releases";

    private final FakeDesk desk = new FakeDesk();
    private final CurrentExecution current = new CurrentExecution();
    private final Map<String, Object> plain = new HashMap<>(Map.of("a", "b"));
    private final RelayProperties properties = new RelayProperties(plain, current);
    private final ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    private final GuardedExecution execution = new GuardedExecution(
            () -> Set.of("releases"),
            server -> Optional.of(FakeDesk.DEPLOY).filter(p -> p.server().equals(server)),
            profile -> desk.permit(profile, "unit").map(desk::open));

    RelayPropertiesTest() {
        CompletableFuture.runAsync(() -> {}, elsewhere).join(); // Starts the thread, which so inherits nothing.
    }

    @AfterEach
    void stop() {
        elsewhere.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aether.connector.http.headers.releases", "aether.transport.http.headers.releases"})
    void exactQuestionOnTheGoalsThread_mintsOnce(String key) {
        current.set(execution);

        assertThat(properties.get(key)).isEqualTo(Map.of("Authorization", "Bearer token-1"));
        assertThat(properties.get(key)).isEqualTo(Map.of("Authorization", "Bearer token-1"));
        assertThat(desk.opened).hasValue(1);
    }

    @Test
    void outsideAGoal_nothing() {
        assertThat(properties.get(HEADERS)).isNull();
        assertThat(properties.get(FOLLOW)).isNull();
        assertThat(properties.get("a")).isEqualTo("b");
    }

    @Test
    void onAnotherThread_nothing() {
        current.set(execution);

        assertThat(CompletableFuture.supplyAsync(() -> Optional.ofNullable(properties.get(HEADERS)), elsewhere)
                        .join())
                .isEmpty();
        assertThat(desk.opened).hasValue(0);
    }

    @Test
    void onAHelperThreadOfTheGoal_restraintsButNoCredential() {
        current.set(execution);
        ExecutorService helpers = Executors.newSingleThreadExecutor();
        try {
            assertThat(CompletableFuture.supplyAsync(() -> properties.get(FOLLOW), helpers)
                            .join())
                    .isEqualTo(false);
            assertThat(CompletableFuture.supplyAsync(() -> Optional.ofNullable(properties.get(HEADERS)), helpers)
                            .join())
                    .isEmpty();
        } finally {
            helpers.shutdownNow();
        }
        assertThat(desk.opened).hasValue(0);
    }

    @Test
    void anotherServer_nothing() {
        current.set(execution);

        assertThat(properties.get("aether.connector.http.headers.central")).isNull();
        assertThat(properties.get("aether.connector.http.followRedirects.central"))
                .isNull();
        assertThat(properties.get("aether.connector.http.headers")).isNull();
        assertThat(properties.get("aether.connector.wagon.config.central")).isNull();
        assertThat(desk.opened).hasValue(0);
    }

    @Test
    void copyingListingPrintingAndSearching_neitherMintNorReveal() {
        plain.put(HEADERS, Map.of("X-Trace", "1"));
        current.set(execution);
        properties.get(HEADERS);
        desk.opened.set(0);

        assertThat(new HashMap<>(properties)).isEqualTo(plain);
        assertThat(properties.toString()).isEqualTo(plain.toString());
        assertThat(properties.containsKey(HEADERS)).isTrue();
        assertThat(properties.containsValue("b")).isTrue();
        assertThat(properties.getOrDefault(HEADERS, "none")).isEqualTo(Map.of("X-Trace", "1"));
        assertThat(properties.values()).containsExactlyInAnyOrderElementsOf(plain.values());
        assertThat(properties).hasSize(2).hasSameHashCodeAs(plain);
        assertThat(desk.opened).hasValue(0);
    }

    @Test
    void headersInPrint_areHidden() {
        current.set(execution);

        assertThat(properties.get(HEADERS)).hasToString("[Authorization]");
    }

    @Test
    void usersOwnHeaders_stayButForTheirAuthorization() {
        plain.put(HEADERS, Map.of("X-Trace", "1", "authorization", "Bearer stored"));
        current.set(execution);

        assertThat(properties.get(HEADERS)).isEqualTo(Map.of("X-Trace", "1", "Authorization", "Bearer token-1"));
    }

    @Test
    void usersGeneralHeaders_stay() {
        plain.put("aether.connector.http.headers", Map.of("X-Trace", "1"));
        current.set(execution);

        assertThat(properties.get(HEADERS)).isEqualTo(Map.of("X-Trace", "1", "Authorization", "Bearer token-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aether.connector.http.followRedirects.releases",
                "aether.transport.apache.followRedirects.releases",
                "aether.priority.cached"
            })
    void transports_doNotFollowRedirects(String key) {
        plain.put(key, true);
        current.set(execution);

        assertThat(properties.get(key)).isEqualTo(false);
        execution.end(EndReason.COMPLETED, (profile, end) -> {});
        assertThat(properties.get(key)).isEqualTo(true);
    }

    @Test
    void jdkTransport_isPassedOver() {
        current.set(execution);

        assertThat(properties.get("aether.priority.org.eclipse.aether.transport.jdk.JdkTransporterFactory"))
                .isEqualTo(Float.NaN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aether.connector.wagon.config.releases", "aether.transport.wagon.config.releases"})
    void wagon_isToldNotToFollowRedirects(String key) {
        current.set(execution);

        assertThat(properties.get(key)).isInstanceOf(PlexusConfiguration.class);
    }

    @Test
    void afterTheGoal_nothing() {
        current.set(execution);
        properties.get(HEADERS);
        execution.end(EndReason.COMPLETED, (profile, end) -> {});

        assertThat(properties.get(HEADERS)).isNull();
        current.clear();
        assertThat(properties.get(HEADERS)).isNull();
        assertThat(desk.opened).hasValue(1);
        assertThat(desk.live).isEmpty();
    }
}
