package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.ServerDesk.Voucher;
import io.github.jitcredentials.http.Reach;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.JournalDirectory;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.lease.Machine;
import io.github.jitcredentials.lease.OwnerKind;
import io.github.jitcredentials.lease.SealKey;
import io.github.jitcredentials.lease.SweepReport;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server has for all of its tasks, without an authority: nobody listens at the issuer's address. */
class ServerAssemblyTest {
    private static final IdentitySpec SPEC = new IdentitySpec("server", "server", new TreeMap<>());

    @TempDir
    private Path home;

    @Test
    void taskThatIsPermitted_isToldWhatIsAndNothingIsAsked() throws IOException {
        try (ServerAssembly server = server()) {
            Permitted permitted = decide(server, "acme/app");

            assertThat(permitted.request().task().host()).isEqualTo("server");
            assertThat(permitted.request().task().purpose()).isEqualTo(new Purpose("publish acme/app"));
            assertThat(server.held()).isEmpty();
        }
        assertThat(audit()).contains("\"permitted\"").contains("acme/app #1");
    }

    @Test
    void taskThatIsDenied_isToldAllReasonsWhichAreWrittenDown() throws IOException {
        try (ServerAssembly server = server()) {
            assertThatThrownBy(() -> decide(server, "other"))
                    .isInstanceOf(JitException.Denied.class)
                    .hasMessageContaining("job is other, wanted acme/*");
        }
        assertThat(audit()).contains("\"denied\"").contains("job is other, wanted acme/*");
    }

    @Test
    void issuerThatCannotBeReached_leavesNothing() {
        try (ServerAssembly server = server()) {
            Permitted permitted = decide(server, "acme/app");
            ServerDesk desk = server.desk(configuration());

            assertThatThrownBy(() -> desk.open(permitted, voucher("acme/app"), OwnerKind.DETACHED))
                    .isInstanceOf(JitException.Unavailable.class);
            assertThat(server.held()).isEmpty();
            assertThat(server.census().leases()).isEmpty();
        }
    }

    @Test
    void serverThatIsClosed_opensNothingAndLeavesNoJournal() throws IOException {
        ServerAssembly server = server();
        Permitted permitted = decide(server, "acme/app");
        ServerDesk desk = server.desk(configuration());

        server.close();
        server.close();

        assertThatThrownBy(() -> desk.open(permitted, voucher("acme/app"), OwnerKind.PROCESS))
                .isInstanceOf(JitException.NotRecorded.class);
        try (var left = Files.list(home.resolve("journal"))) {
            assertThat(left).isEmpty();
        }
        assertThat(audit().lines().filter(line -> line.contains("session-closed")))
                .hasSize(1);
    }

    @Test
    void journalOfAnotherServer_isCompany() {
        try (ServerAssembly first = server()) {
            assertThat(first.hasCompany()).isFalse();

            try (ServerAssembly second = server()) {
                assertThat(first.hasCompany()).isTrue();
                assertThat(second.sweep(Set.of()).alarms()).isEmpty();
            }
            assertThat(first.hasCompany()).isFalse();
        }
    }

    @Test
    void secondFile_hasWhatTheLogHas() throws IOException {
        Path events = home.resolve("siem/events.jsonl");
        List<AuditEvent> told = new ArrayList<>();
        try (ServerAssembly server = server(new ServerFacts.Audience(() -> Optional.of(events), told::add))) {
            decide(server, "acme/app");
        }
        List<String> lines = audit().lines().toList();

        assertThat(Files.readAllLines(events))
                .hasSameSizeAs(lines)
                .last()
                .asString()
                .contains("session-closed");
        assertThat(told)
                .hasSameSizeAs(lines)
                .extracting(AuditEvent::name)
                .containsExactly("session-opened", "identified", "permitted", "session-closed");
    }

    @Test
    void secondFileThatCannotBeWritten_letsNothingBeIssuedAndTheServerBe() throws IOException {
        AtomicReference<Path> events = new AtomicReference<>(home.resolve("audit.jsonl/nowhere"));
        try (ServerAssembly server = server(new ServerFacts.Audience(() -> Optional.of(events.get()), event -> {}))) {
            assertThatThrownBy(() -> decide(server, "acme/app"))
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining("the file of CloudEvents can't be written");
            assertThat(server.sweep(Set.of()).alarms()).isEmpty();

            events.set(home.resolve("audit.jsonl"));
            assertThatThrownBy(() -> decide(server, "acme/app"))
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining("is the audit log itself");

            events.set(home.resolve("events.jsonl"));
            assertThat(decide(server, "acme/app").rule()).isEqualTo("ours");
            events.set(home.resolve("audit.jsonl/nowhere"));
        }
        assertThat(audit().lines().map(line -> line.replaceAll(".*\"event\":\"([^\"]*)\".*", "$1")))
                .containsExactly(
                        "session-opened", "identified", "identified", "identified", "permitted", "session-closed");
        assertThat(Files.readAllLines(home.resolve("events.jsonl"))).hasSize(2);
    }

    @Test
    void leaseThatIsStuck_isTriedAgainInItsOwnJournalAndNotTooSoon() throws IOException {
        try (StubServer authority = new StubServer()) {
            AtomicBoolean alive = answers(authority);
            try (ServerAssembly server = server()) {
                ServerDesk desk = server.desk(configuration(authority.uri("").toString()));
                CredentialSession session = open(desk);

                assertThat(session.end(EndReason.COMPLETED).outcome()).isEqualTo(LeaseState.STUCK);
                assertThat(server.retry()).as("a minute has not passed").isEmpty();
                authority.answering("/revoke", seen -> {
                    alive.set(false);
                    return Reply.json(200, "");
                });
                LeaseId lease = session.lease().id();
                assertThat(server.withdraw(lease::equals).leases())
                        .extracting(LeaseReport::outcome)
                        .containsExactly(LeaseState.PROVEN);
                assertThat(server.held()).isEmpty();
                assertThat(server.census().leases()).isEmpty();
                assertThat(server.withdraw(lease::equals).leases()).isEmpty();
            }
        }
        try (var left = Files.list(home.resolve("journal"))) {
            assertThat(left).isEmpty();
        }
        assertThat(audit().lines().map(line -> line.replaceAll(".*\"event\":\"([^\"]*)\".*", "$1")))
                .endsWith("revoking", "stuck", "revoking", "revoked", "proven", "session-closed");
    }

    @Test
    void leaseThatIsWithdrawn_waitsForNoOther() throws Exception {
        try (StubServer authority = new StubServer()) {
            AtomicBoolean alive = answers(authority);
            try (ServerAssembly server = server()) {
                ServerDesk desk = server.desk(configuration(authority.uri("").toString()));
                LeaseId silent = stuck(open(desk));
                LeaseId other = stuck(open(desk));
                CountDownLatch asked = new CountDownLatch(1);
                CountDownLatch over = new CountDownLatch(1);
                AtomicBoolean first = new AtomicBoolean(true);
                authority.answering("/revoke", seen -> {
                    if (first.getAndSet(false)) {
                        asked.countDown();
                        await(over);
                        return Reply.of(503, "text/plain", "away");
                    }
                    alive.set(false);
                    return Reply.json(200, "");
                });
                CompletableFuture<SweepReport> hanging =
                        CompletableFuture.supplyAsync(() -> server.withdraw(silent::equals));
                await(asked);

                assertThat(server.withdraw(other::equals).leases())
                        .extracting(LeaseReport::id, LeaseReport::outcome)
                        .containsExactly(tuple(other, LeaseState.PROVEN));
                assertThat(hanging).isNotDone();
                over.countDown();
                hanging.join();
            }
        }
    }

    private static LeaseId stuck(CredentialSession session) {
        assertThat(session.end(EndReason.COMPLETED).outcome()).isEqualTo(LeaseState.STUCK);
        return session.lease().id();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** An authority that grants, revokes nothing, and says what is alive. */
    private static AtomicBoolean answers(StubServer authority) {
        AtomicBoolean alive = new AtomicBoolean(true);
        authority.always("/.well-known/oauth-authorization-server", Reply.json(200, """
                            {"issuer":"URL","token_endpoint":"URL/token","revocation_endpoint":"URL/revoke",\
                            "introspection_endpoint":"URL/introspect"}""".replace(
                        "URL", authority.uri("").toString())));
        authority.always(
                "/token",
                Reply.json(
                        200,
                        "{\"access_token\":\"access-token-abcdefghijklmnop\",\"token_type\":\"Bearer\","
                                + "\"expires_in\":300,\"scope\":\"write\"}"));
        authority.answering("/introspect", seen -> Reply.json(200, "{\"active\":" + alive.get() + "}"));
        authority.always("/revoke", Reply.of(503, "text/plain", "away"));
        return alive;
    }

    private static CredentialSession open(ServerDesk desk) {
        return desk.open(
                desk.decide(
                        desk.configuration().profile("deploy", "profile"),
                        voucher("acme/app"),
                        "acme/app #1",
                        Optional.empty()),
                voucher("acme/app"),
                OwnerKind.PROCESS);
    }

    private ServerAssembly server() {
        return server(ServerFacts.Audience.NOBODY);
    }

    private ServerAssembly server(ServerFacts.Audience audience) {
        SecureRandom random = new SecureRandom();
        return ServerAssembly.of(new ServerFacts(
                "server",
                "1",
                JournalDirectory.open(home.resolve("journal")),
                new Machine("here", "always", ProcessHandle.current().pid(), Instant.EPOCH),
                SealKey.kept(new byte[32], home.resolve("secrets"), random),
                home.resolve("audit.jsonl"),
                audience,
                Map.of(),
                Duration.ofSeconds(1),
                place -> Secret.of("s3cret"),
                spec -> voucher("acme/app").source(),
                new ServerFacts.Bounds(issuer -> false, Reach.everywhere()),
                LeaseListener.NONE));
    }

    private static Permitted decide(ServerAssembly server, String job) {
        ServerDesk desk = server.desk(configuration());
        return desk.decide(
                desk.configuration().profile("deploy", "profile"), voucher(job), job + " #1", Optional.empty());
    }

    private static Configuration configuration() {
        return configuration("http://127.0.0.1:9");
    }

    private static Configuration configuration(String url) {
        return ConfigurationFile.tree(
                Map.of(
                        "issuers", Map.of("sso", Map.of("oauth2", Map.of("url", url, "client", "ci"))),
                        "profiles",
                                Map.of(
                                        "deploy",
                                        Map.of(
                                                "issuer", "sso",
                                                "request", Map.of("scope", "write"),
                                                "ttl", "5m",
                                                "purpose", "publish {job}",
                                                "deliver", Map.of("env", Map.of("TOKEN", "token")))),
                        "policy",
                                Map.of(
                                        "ours",
                                        Map.of("permit", "deploy", "from", "server", "when", Map.of("job", "acme/*")))),
                "server",
                key -> key,
                List.of(SPEC));
    }

    private String audit() throws IOException {
        return Files.readString(home.resolve("audit.jsonl"));
    }

    private static Voucher voucher(String job) {
        return new Voucher(new Vouched(job), SPEC);
    }

    /** Vouches for a job without asking anybody, as a server does for its own. */
    private record Vouched(String job) implements IdentitySource {
        @Override
        public String name() {
            return "server";
        }

        @Override
        public Optional<Problem> absent() {
            return Optional.empty();
        }

        @Override
        public IdentityToken token(String audience) {
            Instant expires = Instant.parse("2100-01-01T00:00:00Z");
            return new IdentityToken(
                    new Identity("server", "https://server.example.com", job, Map.of("job", job), expires),
                    Secret.of("an id token"));
        }

        @Override
        public Renewability renewability() {
            return Renewability.FRESH;
        }
    }
}
