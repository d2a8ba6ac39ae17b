package io.github.jitcredentials.lease;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jitcredentials.lease.JournalCodec.Header;
import io.github.jitcredentials.lease.JournalCodec.SealedHold;
import io.github.jitcredentials.lease.JournalLine.Torn;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.lease.JournalRecord.Retired;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.lease.Json.Malformed;
import io.github.jitcredentials.model.LeaseId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A journal that was read, line by line: its size is bounded by the disk alone, since whatever we have written we must be able to
 * read. Its last line may be torn at any byte: it was never promised to anybody, so nothing was done on its account. Anything else
 * that does not fit is damage.
 */
final class JournalContents {
    private final Map<LeaseId, LeaseRecord> leases = new LinkedHashMap<>();
    /** Most leases of a process ask the same; what is equal is kept once. */
    private final Map<Object, Object> kept = new HashMap<>();

    private @Nullable Header header;
    private long lines;
    private long goodBytes;
    private boolean endsWithLineFeed = true;

    private JournalContents() {}

    /** Something other than the last line is wrong. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(String what) {
            super(what);
        }
    }

    static JournalContents read(Path file) throws IOException, Damaged {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    static JournalContents read(InputStream in) throws IOException, Damaged {
        JournalContents contents = new JournalContents();
        JournalLines lines = new JournalLines(in);
        while (lines.next()) {
            try {
                contents.take(lines.text());
            } catch (Malformed e) {
                // A torn write may also leave the line feed of a block that reached the disk before its neighbours.
                if (e instanceof Torn && !lines.next()) {
                    return contents;
                }
                throw new Damaged("line " + (contents.lines + 1) + " " + e.getMessage());
            }
            contents.lines++;
            contents.goodBytes = lines.bytes();
            contents.endsWithLineFeed = lines.endsWithLineFeed();
        }
        return contents;
    }

    /** The first line; empty if the owner died before it was written. Then nothing else is there either. */
    Optional<Header> header() {
        return Optional.ofNullable(header);
    }

    /** Whose journal it is; empty if that was not written any more. */
    String owner() {
        return header == null ? "" : header.owner();
    }

    /** How many leases are not over. */
    int alive() {
        return (int) leases.values().stream()
                .filter(lease -> !lease.state().isOver())
                .count();
    }

    /** What became of each lease, oldest first. */
    Map<LeaseId, LeaseRecord> leases() {
        return leases;
    }

    /** How many lines are whole. */
    long lines() {
        return lines;
    }

    /** Where the torn rest begins, if there is one. */
    long goodBytes() {
        return goodBytes;
    }

    /** Whether the last whole line has its line feed. */
    boolean endsWithLineFeed() {
        return endsWithLineFeed;
    }

    private void take(String line) throws Malformed {
        JsonNode entry = JournalLine.decode(line, lines);
        String is = Json.text(entry, "is");
        if (lines == 0) {
            header = JournalCodec.header(entry);
            return;
        }
        switch (is) {
            case "intent" -> intended(JournalCodec.intent(entry));
            case "renewal" -> asking(JournalCodec.renewal(entry));
            case "held" -> held(JournalCodec.held(entry));
            case "alive" -> seenAlive(JournalCodec.seenAlive(entry));
            case "retired" -> retired(JournalCodec.retired(entry));
            case "moved" -> moved(JournalCodec.transition(entry));
            default -> throw new Malformed("is of an unknown kind");
        }
    }

    private void intended(Intent read) throws Malformed {
        Intent intent = new Intent(
                read.lease(),
                read.at(),
                once(read.request()),
                read.requestId(),
                once(read.issuer()),
                once(read.identity()),
                read.owner());
        if (leases.putIfAbsent(intent.lease(), LeaseRecord.of(intent)) != null) {
            throw new Malformed("repeats an intent");
        }
    }

    private void asking(Renewal renewal) throws Malformed {
        LeaseRecord lease = lease(renewal.lease());
        if (LeaseTable.find(lease.state(), LeaseEvent.RENEWAL_DUE).isEmpty()) {
            throw new Malformed("tells of something that cannot happen to a lease");
        }
        leases.put(renewal.lease(), lease.asking(renewal));
    }

    private void held(SealedHold hold) throws Malformed {
        SealedHold shared = new SealedHold(
                lease(hold.lease()).intent().lease(),
                hold.value(),
                once(hold.open()),
                hold.sealed(),
                hold.issuedAt(),
                hold.expiresAt());
        change(hold.lease(), hold.value(), value -> value.with(shared));
    }

    private void seenAlive(SeenAlive seen) throws Malformed {
        change(seen.lease(), seen.value(), value -> value.seenAlive(seen.at()));
    }

    private void retired(Retired retired) throws Malformed {
        change(retired.lease(), retired.value(), value -> value.in(retired.fate()));
    }

    private void change(LeaseId id, int number, UnaryOperator<ValueRecord> change) throws Malformed {
        LeaseRecord lease = lease(id);
        ValueRecord value = lease.values().get(number);
        if (value == null) {
            throw new Malformed("tells of a value that nobody asked for");
        }
        leases.put(id, lease.with(change.apply(value)));
    }

    private void moved(Transition moved) throws Malformed {
        LeaseRecord lease = lease(moved.lease());
        LeaseState next = LeaseTable.find(lease.state(), moved.event())
                .map(LeaseTable.Row::to)
                .orElseThrow(() -> new Malformed("tells of something that cannot happen to a lease"));
        if (next != moved.state()) {
            throw new Malformed("tells of a state that does not follow");
        }
        leases.put(lease.intent().lease(), lease.after(moved.event(), next));
    }

    @SuppressWarnings("unchecked") // What is equal to a value of ours is of its type.
    private <T> T once(T value) {
        return (T) kept.computeIfAbsent(value, same -> same);
    }

    private LeaseRecord lease(LeaseId id) throws Malformed {
        LeaseRecord lease = leases.get(id);
        if (lease == null) {
            throw new Malformed("tells of a lease that nobody intended");
        }
        return lease;
    }
}
