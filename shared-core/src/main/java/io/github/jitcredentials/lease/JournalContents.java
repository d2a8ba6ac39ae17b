package io.github.jitcredentials.lease;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jitcredentials.lease.JournalCodec.Header;
import io.github.jitcredentials.lease.JournalCodec.SealedHold;
import io.github.jitcredentials.lease.JournalLine.Torn;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.lease.Json.Malformed;
import io.github.jitcredentials.model.LeaseId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A journal that was read. Its last line may be torn at any byte: it was never promised to anybody, so nothing was done on its
 * account. Anything else that does not fit is damage.
 */
final class JournalContents {
    /** The largest file that is read, in bytes. */
    private static final long LARGEST = 64L * 1024 * 1024;

    private final Map<LeaseId, LeaseRecord> leases = new LinkedHashMap<>();
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
        if (Files.size(file) > LARGEST) {
            throw new Damaged("is larger than any journal of ours");
        }
        return parse(Files.readAllBytes(file));
    }

    static JournalContents parse(byte[] bytes) throws Damaged {
        JournalContents contents = new JournalContents();
        int start = 0;
        while (start < bytes.length) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            boolean last = end == bytes.length;
            try {
                contents.take(new String(bytes, start, end - start, StandardCharsets.UTF_8));
            } catch (Malformed e) {
                // A torn write may also leave the line feed of a block that reached the disk before its neighbours.
                if (e instanceof Torn && (last || end == bytes.length - 1)) {
                    return contents;
                }
                throw new Damaged("line " + (contents.lines + 1) + " " + e.getMessage());
            }
            contents.lines++;
            contents.goodBytes = last ? end : end + 1L;
            contents.endsWithLineFeed = !last;
            start = end + 1;
        }
        return contents;
    }

    /** The first line; empty if the owner died before it was written. Then nothing else is there either. */
    Optional<Header> header() {
        return Optional.ofNullable(header);
    }

    /** What became of each lease, oldest first. */
    Map<LeaseId, LeaseRecord> leases() {
        return leases;
    }

    boolean isAllOver() {
        return leases.values().stream().allMatch(lease -> lease.state().isOver());
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
            case "held" -> held(JournalCodec.held(entry));
            case "alive" -> seenAlive(JournalCodec.seenAlive(entry));
            case "moved" -> moved(JournalCodec.transition(entry));
            default -> throw new Malformed("is of an unknown kind");
        }
    }

    private void intended(Intent intent) throws Malformed {
        LeaseRecord fresh = new LeaseRecord(intent, null, null, LeaseState.ISSUING);
        if (leases.putIfAbsent(intent.lease(), fresh) != null) {
            throw new Malformed("repeats an intent");
        }
    }

    private void held(SealedHold hold) throws Malformed {
        leases.put(hold.lease(), lease(hold.lease()).with(hold));
    }

    private void seenAlive(SeenAlive seen) throws Malformed {
        leases.put(seen.lease(), lease(seen.lease()).seenAlive(seen.at()));
    }

    private void moved(Transition moved) throws Malformed {
        LeaseRecord lease = lease(moved.lease());
        LeaseState next = LeaseTable.find(lease.state(), moved.event())
                .map(LeaseTable.Row::to)
                .orElseThrow(() -> new Malformed("tells of something that cannot happen to a lease"));
        if (next != moved.state()) {
            throw new Malformed("tells of a state that does not follow");
        }
        leases.put(moved.lease(), lease.in(next));
    }

    private LeaseRecord lease(LeaseId id) throws Malformed {
        LeaseRecord lease = leases.get(id);
        if (lease == null) {
            throw new Malformed("tells of a lease that nobody intended");
        }
        return lease;
    }
}
