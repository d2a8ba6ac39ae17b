package io.github.jitcredentials.lease;

import static io.github.jitcredentials.lease.LeaseEvent.HANDED_OVER;
import static io.github.jitcredentials.lease.LeaseState.ISSUING;
import static io.github.jitcredentials.lease.LeaseTests.ID;
import static io.github.jitcredentials.lease.LeaseTests.START;
import static io.github.jitcredentials.lease.LeaseTests.TTL;
import static io.github.jitcredentials.lease.LeaseTests.held;
import static io.github.jitcredentials.lease.LeaseTests.id;
import static io.github.jitcredentials.lease.LeaseTests.intent;
import static io.github.jitcredentials.lease.LeaseTests.moved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.model.LeaseId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is alive by the journals, and what becomes of it when somebody wants it ended. */
class WithdrawTest {
    private final ManualTime time = ManualTime.startingAt(START);
    private final ScriptedIssuer issuer = new ScriptedIssuer(time);
    private final Machine here = Machine.here();
    private final Machine gone = new Machine(here.host(), here.boot(), 999_999_999, START);

    @TempDir
    Path temporary;

    private JournalDirectory directory;
    private SealKey key;

    @BeforeEach
    void create() throws IOException {
        directory = JournalDirectory.open(temporary.resolve("journals"));
        key = SealKey.in(temporary.resolve("keys"), new SecureRandom());
    }

    @Test
    void census_tellsWhoseTheLeasesAre_andChangesNothing() throws IOException {
        try (FileJournal mine = active(here, OwnerKind.PROCESS)) {
            active(gone, OwnerKind.DETACHED).close();
            Census census = Census.of(directory);
            assertThat(census.alarms()).isEmpty();
            assertThat(census.leases())
                    .extracting(LiveLease::owner, LiveLease::ownerLives, LiveLease::deadline)
                    .containsExactlyInAnyOrder(
                            tuple(OwnerKind.PROCESS, true, START.plus(TTL)),
                            tuple(OwnerKind.DETACHED, false, START.plus(TTL)));
            assertThat(mine.file().orElseThrow()).exists();
        }
        assertThat(issuer.calls()).isEmpty();
    }

    @Test
    void request_isTheOneOfTheLease_alsoOfAnEarlierProcess() {
        active(gone, OwnerKind.DETACHED).close();
        assertThat(Census.request(directory, ID))
                .hasValue(intent(ID, OwnerKind.DETACHED, START).request());
        assertThat(Census.request(directory, id(42))).isEmpty();
    }

    @Test
    void census_ofADamagedJournal_raisesAnAlarm() throws IOException {
        FileJournal journal = active(gone, OwnerKind.PROCESS);
        journal.close();
        Path file = journal.file().orElseThrow();
        Files.writeString(file, Files.readString(file).replaceFirst("intent", "impure"));
        assertThat(Census.of(directory).alarms()).singleElement().satisfies(alarm -> assertThat(alarm.what())
                .contains("damaged"));
    }

    @Test
    void leaseOfALivingProcess_isEndedByItsHandle_andItsJournalStaysItsOwn() throws IOException {
        FileJournal journal = active(here, OwnerKind.PROCESS);
        byte[] before = Files.readAllBytes(journal.file().orElseThrow());
        SweepReport report = sweep().withdraw((spec, identity, secrets) -> issuer, LeaseListener.NONE, ID::equals);
        assertThat(report.inCare()).isZero();
        assertThat(report.leases()).singleElement().satisfies(lease -> {
            assertThat(lease.outcome()).isEqualTo(LeaseState.PROVEN);
            assertThat(lease.reason()).isEqualTo(EndReason.WITHDRAWN);
        });
        assertThat(issuer.calls()).containsExactly("revoke", "probe");
        assertThat(Files.readAllBytes(journal.file().orElseThrow())).isEqualTo(before);
        journal.close();
    }

    @Test
    void otherLeasesOfLivingProcesses_areLeftAlone() {
        FileJournal journal = active(here, OwnerKind.PROCESS);
        SweepReport report = sweep().withdraw((spec, identity, secrets) -> issuer, LeaseListener.NONE, id(42)::equals);
        assertThat(report).isEqualTo(new SweepReport(List.of(), List.of(), 1));
        assertThat(issuer.calls()).isEmpty();
        journal.close();
    }

    @Test
    void detachedLease_isEndedBeforeItsDeadline_andForgotten() {
        active(gone, OwnerKind.DETACHED).close();
        SweepReport report = sweep().withdraw((spec, identity, secrets) -> issuer, LeaseListener.NONE, ID::equals);
        assertThat(report.leases()).extracting(LeaseReport::reason).containsExactly(EndReason.WITHDRAWN);
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void leaseThatIsChosen_endsForTheReasonGiven_andNobodyWaitsForOthers() {
        FileJournal left = FileJournal.create(directory, gone, key, new SecureRandom());
        for (LeaseId lease : List.of(ID, id(42))) {
            left.append(intent(lease, OwnerKind.PROCESS, START));
            left.append(held(lease));
            left.append(moved(lease, ISSUING, HANDED_OVER));
        }
        left.close();

        SweepReport report =
                sweep().withdraw((spec, identity, secrets) -> issuer, LeaseListener.NONE, ID::equals, EndReason.LEAK);

        assertThat(report.leases())
                .extracting(LeaseReport::id, LeaseReport::reason)
                .containsExactly(tuple(ID, EndReason.LEAK));
        assertThat(report.inCare()).isOne();
        assertThat(sweep().run((spec, identity, secrets) -> issuer, LeaseListener.NONE)
                        .leases())
                .extracting(LeaseReport::id, LeaseReport::reason)
                .containsExactly(tuple(id(42), EndReason.SWEPT));
    }

    private FileJournal active(Machine machine, OwnerKind owner) {
        FileJournal journal = FileJournal.create(directory, machine, key, new SecureRandom());
        journal.append(intent(ID, owner, START));
        journal.append(held(ID));
        journal.append(moved(ID, ISSUING, HANDED_OVER));
        journal.append(new SeenAlive(ID, JournalRecord.FIRST, START));
        return journal;
    }

    private Sweep sweep() {
        return new Sweep(directory, here, key, new Revoker(time, new Random(1), Limits.standard()));
    }
}
