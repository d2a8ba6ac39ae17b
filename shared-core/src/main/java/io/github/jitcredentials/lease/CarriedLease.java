package io.github.jitcredentials.lease;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.lease.JournalCodec.SealedHold;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.Json.Malformed;
import io.github.jitcredentials.model.LeaseId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A DETACHED lease as a text, for a process that ends it where no journal lasts that long: the steps of a workflow run in
 * containers of their own, and only what the runner keeps for them goes from one to the next.
 *
 * <p>What opens the credential is sealed in it, with a key that is its last part, after the last dot. That is a seal against logs
 * only: whoever keeps logs masks the key, and a text whose key is masked opens nothing. It holds no other secret. Immutable.
 */
public final class CarriedLease {
    private static final String FORM = "jitc1";
    private static final String OWNER = "carried";
    private static final String SEEN = "seenAlive";

    private final LeaseRecord lease;
    private final SealKey key;

    private CarriedLease(LeaseRecord lease, SealKey key) {
        this.lease = lease;
        this.key = key;
    }

    /**
     * Writes a lease down.
     *
     * @param key made with {@link SealKey#carried}
     * @param patience how long to wait for the authority's word that the credential is alive, without which its end can't be proven;
     *     zero for whatever is known now
     */
    public static String text(HeldLease lease, SealKey key, Duration patience) {
        Value value = lease.values().current();
        Issued issued = value.issued();
        Optional<Instant> seen =
                patience.isZero() ? value.lifeSign().seen() : value.lifeSign().settled(patience);
        Held held = new Held(lease.id(), value.number(), issued.handle(), issued.issuedAt(), issued.expiresAt());
        return text(lease.intent(), held, seen, key);
    }

    static String text(Intent intent, Held held, Optional<Instant> seen, SealKey key) {
        ObjectNode node = Json.object();
        node.set("intent", JournalCodec.intent(intent));
        node.set("held", JournalCodec.held(held, OWNER, intent, key));
        seen.ifPresent(at -> node.put(SEEN, at.toString()));
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return FORM + "." + base64.encodeToString(node.toString().getBytes(StandardCharsets.UTF_8)) + "." + key.text();
    }

    /** What was written; empty if it was not, not by this version, or not all of it is there. */
    public static Optional<CarriedLease> of(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(FORM)) {
            return Optional.empty();
        }
        Optional<SealKey> key = SealKey.of(parts[2]);
        try {
            JsonNode node = Json.parse(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            Intent intent = JournalCodec.intent(Json.child(node, "intent"));
            SealedHold hold = JournalCodec.held(Json.child(node, "held"));
            if (hold.value() != JournalRecord.FIRST || !hold.lease().equals(intent.lease())) {
                return Optional.empty();
            }
            ValueRecord value = ValueRecord.asked(hold.value(), intent.requestId(), intent.at())
                    .with(hold);
            LeaseRecord lease = LeaseRecord.of(intent)
                    .with(node.has(SEEN) ? value.seenAlive(Json.instant(node, SEEN)) : value)
                    .in(LeaseState.ACTIVE);
            return key.map(known -> new CarriedLease(lease, known));
        } catch (Malformed | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public LeaseId id() {
        return lease.intent().lease();
    }

    /** What was asked, by whom, under which names. */
    public Intent intent() {
        return lease.intent();
    }

    /** When it dies by itself. */
    public Instant expiresAt() {
        return lease.latestEnd();
    }

    /** Its end, by somebody who has never seen it before. */
    Orphan orphan(Revoker revoker, LeaseListener listener, EndReason reason) {
        return new Orphan(lease, new Recollection(), OWNER, key, revoker, listener, reason);
    }

    @Override
    public String toString() {
        return "CarriedLease[" + id() + "]";
    }
}
