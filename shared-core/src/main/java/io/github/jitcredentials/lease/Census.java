package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.JournalCodec.Header;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is alive on this machine, as far as its journals tell: all processes of one user write theirs in one directory. Only reads:
 * takes no lock, so it disturbs nobody, and what it says may be over a moment later.
 *
 * @param leases those that are not over, oldest journal first
 * @param alarms journals that could not be read
 */
public record Census(List<LiveLease> leases, List<Problem> alarms) {
    public Census {
        leases = List.copyOf(leases);
        alarms = List.copyOf(alarms);
    }

    /** Never throws for what one journal holds. */
    public static Census of(JournalDirectory directory) {
        List<LiveLease> leases = new ArrayList<>();
        List<Problem> alarms = new ArrayList<>();
        try {
            for (Path file : directory.journals()) {
                count(file, leases, alarms);
            }
        } catch (IOException e) {
            alarms.add(
                    new Problem("the journals can't be listed", directory.path().toString(), ""));
        }
        return new Census(leases, alarms);
    }

    /** What was asked for a lease that is not over; empty if no journal that can be read has it. */
    public static Optional<CredentialRequest> request(JournalDirectory directory, LeaseId lease) {
        try {
            for (Path file : directory.journals()) {
                Optional<CredentialRequest> found = request(file, lease);
                if (found.isPresent()) {
                    return found;
                }
            }
        } catch (IOException e) {
            // Whoever counts is told.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<CredentialRequest> request(Path file, LeaseId lease) {
        try {
            PrivateDirectory.checkFile(file);
            return Optional.ofNullable(JournalContents.read(file).leases().get(lease))
                    .map(record -> record.intent().request());
        } catch (IOException | JournalContents.Damaged | JitException e) {
            return Optional.empty();
        }
    }

    private static void count(Path file, List<LiveLease> leases, List<Problem> alarms) {
        try {
            PrivateDirectory.checkFile(file);
            JournalContents contents = JournalContents.read(file);
            Optional<Header> header = contents.header();
            if (header.isPresent()) {
                contents.leases().values().stream()
                        .filter(lease -> !lease.state().isOver())
                        .forEach(lease -> leases.add(live(lease, header.get().machine())));
            }
        } catch (NoSuchFileException e) {
            // Its owner has just finished with it.
        } catch (JournalContents.Damaged e) {
            alarms.add(new Problem(
                    "the journal is damaged: " + e.getMessage(),
                    file.toString(),
                    "look at it; what it holds may be alive"));
        } catch (IOException e) {
            alarms.add(new Problem(
                    "the journal can't be read (" + e.getClass().getSimpleName() + ")", file.toString(), ""));
        } catch (JitException e) {
            alarms.add(e.problems().get(0));
        }
    }

    private static LiveLease live(LeaseRecord lease, Machine machine) {
        JournalRecord.Intent intent = lease.intent();
        return new LiveLease(
                intent.lease(),
                intent.requestId(),
                intent.issuer().name(),
                intent.request().profile(),
                intent.request().task().host(),
                intent.request().task().unit(),
                intent.request().task().purpose(),
                intent.request().scope(),
                lease.state(),
                intent.owner(),
                machine.pid(),
                machine.isAlive(),
                lease.deadline(),
                lease.latestEnd());
    }
}
