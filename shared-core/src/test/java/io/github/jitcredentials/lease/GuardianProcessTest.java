package io.github.jitcredentials.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, real signals, a real authority. */
class GuardianProcessTest {
    private static final int TTL = 300;

    @TempDir
    Path temporary;

    private TrialServer server;
    private Path journals;
    private Path runtime;

    @BeforeEach
    void start() throws IOException {
        server = TrialServer.start();
        journals = temporary.resolve("journals");
        runtime = Files.createDirectory(
                temporary.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void owner_killed_by_sigkill_is_revoked_within_two_seconds_and_proven() throws Exception {
        try (Owner owner = owner(TTL, 1)) {
            ProcessHandle guardian = owner.guardian();
            long killed = System.nanoTime();
            Owner.signal("KILL", owner.pid());
            String token = server.awaitRevocation(10);
            assertThat(server.revokedAt(token) - killed).isLessThan(TimeUnit.SECONDS.toNanos(2));
            awaitExit(guardian);
            assertThat(server.liveLeases()).isZero();
            assertThat(server.granted()).isEqualTo(1);
            assertThat(journals).as("all is over, so nothing is left").isEmptyDirectory();
        }
    }

    @Tag("thorough")
    @Test
    void two_hundred_leases_of_a_killed_owner_all_die() throws Exception {
        try (Owner owner = owner(TTL, 200)) {
            ProcessHandle guardian = owner.guardian();
            assertThat(residentMegabytes(guardian.pid())).isLessThan(160);
            Owner.signal("KILL", owner.pid());
            awaitExit(guardian);
            assertThat(server.granted()).isEqualTo(200);
            assertThat(server.liveLeases()).isZero();
            assertThat(journals).isEmptyDirectory();
        }
    }

    @Test
    void what_the_guardian_did_is_in_the_journal_if_another_lease_is_not_over() throws Exception {
        try (Owner owner = owner(TTL, 1)) {
            ProcessHandle guardian = owner.guardian();
            // An intent without an end, as a process that dies while it asks leaves it.
            Path file = journal();
            JournalContents before = JournalContents.read(file);
            byte[] line = JournalLine.encode(JournalCodec.intent(LeaseTests.intent(LeaseTests.ID)), before.lines());
            Files.write(file, line, StandardOpenOption.APPEND);
            Owner.signal("KILL", owner.pid());
            awaitExit(guardian);
            JournalContents after = JournalContents.read(file);
            assertThat(after.leases().values())
                    .extracting(LeaseRecord::state)
                    .containsExactly(LeaseState.PROVEN, LeaseState.ISSUING);
            assertThat(Files.readString(file)).contains("by the guardian").doesNotContain(LeaseTests.TOKEN);
        }
    }

    @Test
    void signals_to_the_guardian_and_its_group_are_ignored() throws Exception {
        try (Owner owner = owner(TTL, 1)) {
            ProcessHandle guardian = owner.guardian();
            for (String signal : List.of("TERM", "INT", "HUP", "QUIT", "PIPE", "TSTP", "TTIN", "TTOU", "USR1")) {
                Owner.signal(signal, guardian.pid());
                Owner.signal(signal, -guardian.pid());
            }
            Owner.signal("KILL", owner.pid());
            server.awaitRevocation(10);
            awaitExit(guardian);
            assertThat(server.liveLeases()).isZero();
        }
    }

    /** As Jenkins ends a build's processes, which gives each leaf five seconds before it comes to the next. */
    @Tag("thorough")
    @Test
    void tree_of_the_owner_can_be_ended_from_its_leaves_without_waiting_for_the_guardian() throws Exception {
        try (Owner owner = owner(TTL, 1)) {
            ProcessHandle guardian = owner.guardian();
            List<ProcessHandle> below =
                    ProcessHandle.of(owner.pid()).orElseThrow().descendants().toList();
            assertThat(below).isNotEmpty().doesNotContain(guardian);
            end(ProcessHandle.of(owner.pid()).orElseThrow().children().toList());
            assertThat(guardian.isAlive()).isTrue();
            Owner.signal("KILL", owner.pid());
            server.awaitRevocation(10);
            awaitExit(guardian);
            assertThat(server.liveLeases()).isZero();
        }
    }

    private static void end(List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle one : processes) {
            end(one.children().toList());
            one.destroy();
            one.onExit().get(1, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void signal_to_the_owners_group_ends_the_owner_and_not_the_guardian(String signal) throws Exception {
        try (Owner owner = owner(TTL, 1)) {
            ProcessHandle guardian = owner.guardian();
            server.refuse(true);
            Owner.signal(signal, -owner.pid());
            assertThat(owner.awaitExit(10)).isNotZero();
            server.awaitRefusal(10);
            server.refuse(false);
            server.awaitRevocation(30);
            awaitExit(guardian);
            assertThat(server.liveLeases()).isZero();
        }
    }

    @Tag("thorough")
    @Test
    void owner_that_is_stopped_past_the_deadline_is_revoked_and_copes_when_it_comes_back() throws Exception {
        try (Owner owner = owner(2, 1)) {
            Owner.signal("STOP", owner.pid());
            server.awaitRevocation(10);
            assertThat(server.liveLeases()).isZero();
            Owner.signal("CONT", owner.pid());
            assertThat(owner.line(20)).contains("OVER PROVEN");
            ProcessHandle guardian = owner.guardian();
            owner.tell("close");
            assertThat(owner.line(20)).contains("CLOSED");
            awaitExit(guardian);
            assertThat(journals).isEmptyDirectory();
        }
    }

    @Test
    void deadline_of_a_living_owner_is_its_own_business() throws Exception {
        try (Owner owner = owner(2, 1)) {
            assertThat(owner.line(20)).contains("OVER PROVEN");
            assertThat(server.liveLeases()).isZero();
        }
    }

    @Test
    void good_bye_with_nothing_held_ends_the_guardian() throws Exception {
        try (Owner owner = owner(TTL, 3)) {
            ProcessHandle guardian = owner.guardian();
            owner.tell("close");
            awaitExit(guardian);
            assertThat(server.liveLeases()).isZero();
            assertThat(owner.line(5)).contains("OVER PROVEN");
            owner.endInput();
            assertThat(owner.awaitExit(10)).isZero();
            assertThat(journals).isEmptyDirectory();
        }
    }

    @Tag("thorough")
    @Test
    void what_the_owner_could_not_revoke_the_guardian_goes_on_revoking_after_the_good_bye() throws Exception {
        try (Owner owner = owner(TTL, 1)) {
            ProcessHandle guardian = owner.guardian();
            server.refuse(true);
            owner.tell("close");
            assertThat(owner.line(20)).contains("OVER STUCK");
            owner.endInput();
            owner.awaitExit(10);
            assertThat(server.liveLeases()).isEqualTo(1);
            assertThat(guardian.isAlive()).isTrue();
            server.refuse(false);
            server.awaitRevocation(30);
            awaitExit(guardian);
            assertThat(journals).isEmptyDirectory();
        }
    }

    @Tag("thorough")
    @Test
    void pipe_of_the_owners_output_ends_with_the_owner_though_the_guardian_works_on() throws Exception {
        try (Owner owner = owner(TTL, 1)) {
            ProcessHandle guardian = owner.guardian();
            server.refuse(true);
            Owner.signal("KILL", owner.pid());
            assertThat(owner.line(5)).as("the end of the output").isEmpty();
            server.awaitRefusal(10);
            assertThat(guardian.isAlive()).isTrue();
            server.refuse(false);
            server.awaitRevocation(30);
            awaitExit(guardian);
        }
    }

    @Tag("thorough")
    @Test
    void jars_that_are_deleted_do_not_disarm_it() throws Exception {
        List<Path> jars = new ArrayList<>();
        Path repository = Files.createDirectory(temporary.resolve("repository"));
        for (Path entry : Owner.classPathEntries()) {
            Path jar = repository.resolve(jars.size() + ".jar");
            if (Files.isDirectory(entry)) {
                pack(entry, jar);
            } else {
                Files.copy(entry, jar);
            }
            jars.add(jar);
        }
        String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(":"));
        try (Owner owner = Owner.start(journals, runtime, server, TTL, 1, classPath)) {
            ProcessHandle guardian = owner.guardian();
            for (Path jar : jars) {
                Files.delete(jar);
            }
            Files.delete(repository);
            Owner.signal("KILL", owner.pid());
            server.awaitRevocation(10);
            awaitExit(guardian);
            assertThat(journals).as("it could write the journal, too").isEmptyDirectory();
        }
    }

    @Test
    void ready_means_that_every_jar_is_open_also_one_that_nothing_asked_for() throws Exception {
        Path words = Files.createDirectory(temporary.resolve("words"));
        Files.writeString(words.resolve("word"), "late");
        Path jar = temporary.resolve("last.jar");
        pack(words, jar);
        List<Path> classPath = new ArrayList<>(Owner.classPathEntries());
        classPath.add(jar);
        GuardianLaunch launch = new GuardianLaunch(
                Path.of(System.getProperty("java.home")), classPath, ColdIssuers.class.getName(), Map.of());
        try (GuardianProcess guardian = GuardianProcess.start(launch)) {
            long pid = guardian.whenReady().get(60, TimeUnit.SECONDS);
            assertThat(openFiles(pid)).contains(jar);
        }
    }

    @Test
    void guardian_shows_nothing_and_inherits_nothing() throws Exception {
        try (Owner owner = owner(TTL, 1)) {
            Path proc = Path.of("/proc", Long.toString(owner.guardian().pid()));
            String environment = Files.readString(proc.resolve("environ"));
            String arguments = Files.readString(proc.resolve("cmdline"));
            assertThat(Stream.of(environment.split("\0")).map(entry -> entry.replaceFirst("=.*", "")))
                    .isSubsetOf("PATH", "LANG", "CLASSPATH", "PWD", "OLDPWD", "SHLVL", "_");
            assertThat(environment + arguments)
                    .doesNotContain(LeaseTests.TOKEN)
                    .doesNotContain(OwnerMain.SECRET)
                    .doesNotContain("RUNNER_TRACKING_ID");
            assertThat(arguments).contains("-Xmx512m").contains("-XX:+DisableAttachMechanism");
            assertThat(Files.readSymbolicLink(proc.resolve("cwd"))).hasToString("/");
            assertThat(Files.readSymbolicLink(proc.resolve("fd/2"))).hasToString("/dev/null");
            assertThat(Files.readString(proc.resolve("limits")).lines())
                    .anyMatch(line -> line.matches("Max core file size +0 +0 .*"));
            String[] stat = Files.readString(proc.resolve("stat"))
                    .replaceFirst(".*\\) ", "")
                    .split(" ");
            assertThat(stat[3])
                    .as("a session of its own")
                    .isEqualTo(proc.getFileName().toString());
            assertThat(filesBelow(temporary)).isNotEmpty().allSatisfy(file -> assertThat(
                            Files.readString(file, StandardCharsets.ISO_8859_1))
                    .doesNotContain(LeaseTests.TOKEN)
                    .doesNotContain(OwnerMain.SECRET));
        }
    }

    @Test
    void factory_that_does_not_exist_fails_closed() throws Exception {
        GuardianLaunch launch = new GuardianLaunch(
                Path.of(System.getProperty("java.home")), Owner.classPathEntries(), "no.such.Factory", Map.of());
        try (Guardian guardian = Guardian.start(launch);
                SystemTime time = Time.system()) {
            ScriptedIssuer issuer = new ScriptedIssuer(time);
            LeaseKeeper keeper = new LeaseKeeper(
                    new MemoryJournal(),
                    guardian,
                    new Revoker(time, new Random(1), Limits.standard()),
                    LeaseListener.NONE);
            assertThatThrownBy(() -> keeper.open(LeaseTests.plan(LeaseTests.ID), issuer))
                    .hasMessageContaining("the guardian can't work (" + ClassNotFoundException.class.getName() + ")");
            assertThat(issuer.liveLeases()).isZero();
        }
    }

    @Test
    void sweep_leaves_a_living_owner_alone_and_ends_what_a_dead_one_left() throws Exception {
        try (Owner owner = Owner.start(journals, runtime, server, TTL, 1, "none");
                SystemTime time = Time.system()) {
            Sweep sweep = sweep(time);
            assertThat(sweep.run(new Factory(), LeaseListener.NONE))
                    .isEqualTo(new SweepReport(List.of(), List.of(), 1));
            assertThat(server.liveLeases()).isEqualTo(1);

            Owner.signal("KILL", owner.pid());
            owner.awaitExit(10);
            SweepReport report = sweep.run(new Factory(), LeaseListener.NONE);
            assertThat(report.alarms()).isEmpty();
            assertThat(report.leases()).singleElement().satisfies(lease -> {
                assertThat(lease.outcome()).isEqualTo(LeaseState.PROVEN);
                assertThat(lease.reason()).isEqualTo(EndReason.SWEPT);
            });
            assertThat(server.liveLeases()).isZero();
            assertThat(journals).isEmptyDirectory();
        }
    }

    @Test
    void sweep_leaves_alone_what_a_guardian_still_holds() throws Exception {
        try (Owner owner = owner(TTL, 1);
                SystemTime time = Time.system()) {
            ProcessHandle guardian = owner.guardian();
            server.refuse(true);
            Owner.signal("KILL", owner.pid());
            owner.awaitExit(10);
            server.awaitRefusal(10);
            assertThat(sweep(time).run(new Factory(), LeaseListener.NONE).inCare())
                    .isEqualTo(1);
            // The guardian killed too: the sweep is next.
            Owner.signal("KILL", guardian.pid());
            guardian.onExit().get(10, TimeUnit.SECONDS);
            server.refuse(false);
            assertThat(sweep(time).run(new Factory(), LeaseListener.NONE).leases())
                    .extracting(LeaseReport::outcome)
                    .containsExactly(LeaseState.PROVEN);
        }
    }

    /** In a sweep nobody hands over the secret that the settings name. */
    private static final class Factory implements IssuerFactory {
        @Override
        public CredentialIssuer create(IssuerSpec issuer, IdentitySpec identity, Map<String, Secret> secrets) {
            assertThat(secrets).isEmpty();
            return new TrialIssuers()
                    .create(issuer, identity, Map.of(OwnerMain.SECRET_NAME, Secret.of(OwnerMain.SECRET)));
        }
    }

    private Owner owner(int ttl, int leases) throws Exception {
        return Owner.start(journals, runtime, server, ttl, leases, Owner.classPath());
    }

    private Sweep sweep(Time time) throws Exception {
        SealKey key = SealKey.in(runtime.resolve("jit-credentials"), new SecureRandom());
        return new Sweep(
                JournalDirectory.open(journals),
                Machine.here(),
                key,
                new Revoker(time, new Random(1), Limits.standard()));
    }

    private Path journal() throws IOException {
        return JournalDirectory.open(journals).journals().get(0);
    }

    private static void awaitExit(ProcessHandle guardian) throws Exception {
        guardian.onExit().get(10, TimeUnit.SECONDS);
    }

    private static long residentMegabytes(long pid) throws IOException {
        String line = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(status -> status.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    }

    private static List<Path> openFiles(long pid) throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                open.add(Files.readSymbolicLink(descriptor));
            }
        }
        return open;
    }

    private static List<Path> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void pack(Path directory, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out)) {
            for (Path file : filesBelow(directory).stream()
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                packed.putNextEntry(new JarEntry(directory.relativize(file).toString()));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        }
    }
}
