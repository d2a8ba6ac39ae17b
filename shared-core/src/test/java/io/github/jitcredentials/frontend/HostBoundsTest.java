package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Task;
import io.github.jitcredentials.policy.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostBoundsTest {
    private static final Path FOLDER = Path.of("src/test/resources/config");
    private static final Path HOST = FOLDER.resolve("host");
    private static final Path UNREAD = FOLDER.resolve("host-unread");
    private static final Path NARROWER = FOLDER.resolve("narrower.yml");
    private static final String NAME = "jit-credentials.yml";

    /** A host that was told nothing. */
    private record NothingSaid() implements RawSettings {
        @Override
        public Optional<String> value(Setting setting) {
            return Optional.empty();
        }

        @Override
        public String spelling(Setting setting) {
            return setting.key();
        }
    }

    @TempDir
    Path folder;

    static List<Path> widerFiles() throws IOException {
        return Golden.files(Golden.WIDER_FILES, ".yml");
    }

    @ParameterizedTest
    @MethodSource("widerFiles")
    void fileThatWantsMore_isToldLikeThis(Path file) throws IOException {
        Golden.check(Golden.of(file), () -> ConfigurationFile.read(file, NAME, HOST));
    }

    @ParameterizedTest
    @MethodSource("widerFiles")
    void fileThatWantsMore_isFineWhereNothingBinds(Path file) {
        assertThat(ConfigurationFile.read(file, NAME, folder.resolve("nothing")).profiles())
                .isNotEmpty();
        assertThat(ConfigurationFile.read(file, NAME, folder).profiles()).isNotEmpty();
    }

    @Test
    void fileThatWantsLess_isReadAsItIs() {
        Configuration bound = ConfigurationFile.read(NARROWER, NAME, HOST);

        assertThat(bound.identities()).extracting("name").containsExactly("github-actions");
        assertThat(bound.issuers()).containsOnlyKeys("sso");
        assertThat(bound.profiles()).containsOnlyKeys("deploy");
        assertThat(decision(bound, Map.of()))
                .isInstanceOfSatisfying(Decision.Permit.class, permit -> assertThat(permit.rule())
                        .isEqualTo("releases, within releases of acme"));
    }

    @Test
    void conditionsOfBoth_mustHold() throws IOException {
        Configuration bound = ConfigurationFile.read(NARROWER, NAME, HOST);

        denied("denied-by-the-machine", bound, Map.of("ref", "refs/heads/feature"));
        denied("denied-by-the-project", bound, Map.of("event", "schedule"));
        denied("denied-by-both", bound, Map.of("repository", "evil/app"));
    }

    @Test
    void maxTtlOfTheMachine_bindsAProjectThatHasNone() throws IOException {
        Path file = Files.writeString(
                folder.resolve("file"), Files.readString(NARROWER).replace("ttl: 5m", "ttl: 6m"));

        denied("denied-for-its-ttl", ConfigurationFile.read(file, NAME, HOST), Map.of());
    }

    @Test
    void projectThatOnlyObserves_isStillBound() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), Files.readString(NARROWER) + "    mode: observe\n");
        Configuration bound = ConfigurationFile.read(file, NAME, HOST);

        assertThat(decision(bound, Map.of("event", "schedule")))
                .isInstanceOfSatisfying(Decision.Permit.class, permit -> {
                    assertThat(permit.observed()).isTrue();
                    assertThat(permit.reasons()).hasSize(1);
                });
        assertThat(decision(bound, Map.of("ref", "refs/heads/feature"))).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void everyFileOfTheMachine_binds() throws IOException {
        Files.copy(HOST.resolve("10-ci.yml"), folder.resolve("10-ci.yml"));
        Files.writeString(
                folder.resolve("20-this-one.yml"),
                Files.readString(HOST.resolve("10-ci.yml")).replace("ttl: 10m", "ttl: 4m"));

        assertThat(problems(() -> ConfigurationFile.read(NARROWER, NAME, folder)))
                .containsExactly("ttl: 5m is longer than the 4m at " + folder.resolve("20-this-one.yml") + ":15:10");
    }

    @Test
    void hostsAssembly_isBoundBeforeItOpensAnything() throws IOException {
        Path wider = Golden.WIDER_FILES.resolve("longer-ttl.yml");
        Files.copy(wider, folder.resolve(NAME));
        HostFacts here = new HostFacts(
                "test", "1", folder, folder, folder, folder, List.of(), List.of(), Map.of(), Map.of(), HOST);

        Golden.check(Golden.of(wider), () -> Assembly.of(new NothingSaid(), here, problem -> {})
                .close());
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve(NAME));
        }
    }

    @Test
    void directory_isTheMachinesUnlessAHostSaysOtherwise() {
        HostFacts here =
                new HostFacts("test", "1", folder, folder, folder, folder, List.of(), List.of(), Map.of(), Map.of());

        assertThat(here.bounds()).isEqualTo(Path.of("/etc/jit-credentials"));
    }

    @Test
    void directoryThatCannotBeListed_isToldLikeThis() throws IOException {
        Golden.check(
                Golden.WIDER_FILES.resolve("not-a-directory.golden"),
                () -> ConfigurationFile.read(NARROWER, NAME, UNREAD.resolve("a-file")));
    }

    @Test
    void linkToNowhere_isNotTakenForAMissingDirectory() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));

        assertThat(problems(() -> ConfigurationFile.read(NARROWER, NAME, link)))
                .containsExactly("can't be read, and may hold rules for this machine");
        Files.createDirectory(folder.resolve("gone"));
        Files.createSymbolicLink(folder.resolve("gone/10-ci.yml"), folder.resolve("nothing"));
        assertThat(problems(() -> ConfigurationFile.read(NARROWER, NAME, link)))
                .containsExactly("there is no such file");
    }

    @Test
    void fileWithAnotherEnding_isToldLikeThis() throws IOException {
        Golden.check(
                Golden.WIDER_FILES.resolve("other-ending.golden"),
                () -> ConfigurationFile.read(NARROWER, NAME, UNREAD.resolve("other-ending")));
    }

    @Test
    void badFileOfTheMachine_bindsNobodyToNothing() throws IOException {
        Files.writeString(folder.resolve("10-ci.yml"), "version: 1\n");

        assertThat(problems(() -> ConfigurationFile.read(NARROWER, NAME, folder)))
                .contains("the file needs \"policy\"");
    }

    private static void denied(String golden, Configuration bound, Map<String, String> claims) throws IOException {
        Golden.check(Golden.WIDER_FILES.resolve(golden + ".golden"), () -> {
            if (decision(bound, claims) instanceof Decision.Deny deny) {
                throw new JitException.Denied(
                        identity(claims), bound.profile("deploy", "").request(task()), deny.reasons());
            }
        });
    }

    private static Decision decision(Configuration bound, Map<String, String> claims) {
        return bound.policy()
                .decide(identity(claims), bound.profile("deploy", "").request(task()));
    }

    private static Task task() {
        return new Task("test", "unit", new Purpose("publish"));
    }

    private static Identity identity(Map<String, String> claims) {
        Map<String, String> all =
                new TreeMap<>(Map.of("repository", "acme/app", "ref", "refs/heads/main", "event", "push"));
        all.putAll(claims);
        return new Identity("github-actions", "https://x", "job-1", all, Instant.parse("2026-11-22T12:00:00Z"));
    }

    private static List<String> problems(Runnable reading) {
        try {
            reading.run();
        } catch (JitException.Misconfigured e) {
            return e.problems().stream().map(problem -> problem.what()).toList();
        }
        return List.of();
    }
}
