package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.Destination;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {
    private static final ServerProfile OTHER = new ServerProfile(
            "other",
            "releases",
            ServerProfile.Style.BASIC,
            "jit",
            Destination.parse("https://other.example.com/maven"));

    private final RecordingConsole console = new RecordingConsole();
    private final Destinations destinations = new Destinations(List.of(FakeDesk.DEPLOY, OTHER), console);

    private static Target to(String url) {
        return Target.upload("releases", url);
    }

    @Test
    void coveredTarget_findsTheProfileThatCoversIt() {
        assertThat(destinations.profileFor("releases", Set.of(to("https://repo.example.com/releases"))))
                .contains(FakeDesk.DEPLOY);
        assertThat(destinations.profileFor("releases", Set.of(to("https://other.example.com/maven/x"))))
                .contains(OTHER);
        assertThat(console.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://repo.example.com.evil.example/releases",
                "http://repo.example.com/releases",
                "https://repo.example.com:8443/",
                "https://repo.example.com@evil.example/",
                "https://other.example.com/maven-private/",
                "https://other.example.com/maven/../private",
                "https://other.example.com/maven/%2e%2e/private",
                "file:///tmp/repo",
                "not a URL"
            })
    void anythingElse_isNotCovered(String url) {
        assertThat(destinations.profileFor("releases", Set.of(to(url)))).isEmpty();
        assertThat(console.lines()).singleElement().asString().startsWith("W ").endsWith("nothing is minted for it");
    }

    @Test
    void oneOfTwoTargetsElsewhere_nothing() {
        assertThat(destinations.profileFor(
                        "releases", Set.of(to("https://repo.example.com/a"), to("https://evil.example/a"))))
                .isEmpty();
        assertThat(console.lines()).singleElement().asString().contains("https://evil.example/a");
    }

    @Test
    void twoTargetsOfTwoProfiles_nothing() {
        assertThat(destinations.profileFor(
                        "releases", Set.of(to("https://repo.example.com/a"), to("https://other.example.com/maven"))))
                .isEmpty();
        assertThat(console.lines()).singleElement().asString().contains("several places");
    }

    @Test
    void downloadsOfTheSameIdFromAnotherServer_nothing() {
        assertThat(destinations.profileFor(
                        "releases",
                        Set.of(
                                to("https://repo.example.com/releases"),
                                Target.download("releases", "https://cdn.example.com/"))))
                .isEmpty();
        assertThat(console.lines()).singleElement().asString().contains("also downloads from https://cdn.example.com/");
    }

    @Test
    void downloadsFromTheSameServerOrOfAnotherId_harmless() {
        assertThat(destinations.profileFor(
                        "releases",
                        Set.of(
                                to("https://other.example.com/maven/releases"),
                                Target.download("releases", "https://other.example.com/public"),
                                Target.download("releases", "file:///srv/repository"),
                                Target.download("central", "https://central.example.com/maven2"))))
                .contains(OTHER);
        assertThat(console.lines()).isEmpty();
    }

    @Test
    void unknownServer_isSaidOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(destinations.profileFor(
                            "snapshots", Set.of(Target.upload("snapshots", "https://u:p@x/y?token=z"))))
                    .isEmpty();
        }
        assertThat(console.lines())
                .containsExactly("I jit-credentials: no profile is delivered to server \"snapshots\" (https://x/y): "
                        + "nothing is minted for it");
    }
}
