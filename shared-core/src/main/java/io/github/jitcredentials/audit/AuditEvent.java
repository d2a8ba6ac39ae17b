package io.github.jitcredentials.audit;

import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thing that happened. No event has room for a secret. Names and details make lines that others read: members may be
 * added, not changed, and a test pins them.
 */
public sealed interface AuditEvent {
    /** When it happened, and what it is about. */
    About about();

    /** What kind of event it is, in its line. */
    String name();

    /** What only this kind of event says: text, numbers, truth values, and lists and maps of them. */
    default Map<String, Object> details() {
        return Map.of();
    }

    /** Whether the caller may go on only when this is on the disk, and not just on its way there. */
    default boolean isDurable() {
        return true;
    }

    /** A run began. {@code version} is this product's. */
    record SessionOpened(About about, String version) implements AuditEvent {
        @Override
        public String name() {
            return "session-opened";
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("version", version);
        }

        @Override
        public boolean isDurable() {
            return false;
        }
    }

    /** Somebody vouched for the task. All claims are written here, once; other lines only say whose they were. */
    record Identified(About about) implements AuditEvent {
        public Identified {
            require(about.identity() != null, "an identity");
        }

        @Override
        public String name() {
            return "identified";
        }

        @Override
        public Map<String, Object> details() {
            return about.identity() == null
                    ? Map.of()
                    : Map.of("claims", about.identity().claims());
        }

        @Override
        public boolean isDurable() {
            return false;
        }
    }

    /**
     * Policy answered.
     *
     * @param permitted what it said
     * @param rule the rule that permits; empty when denied
     * @param observed whether it would have been denied, had the rule not been in observe mode
     * @param reasons all of them
     */
    record Decided(About about, boolean permitted, String rule, boolean observed, List<String> reasons)
            implements AuditEvent {
        public Decided {
            require(about.request() != null, "a request");
            require(permitted ? !rule.isBlank() : rule.isEmpty() && !observed, "a rule if permitted, else none");
            require(permitted && !observed || !reasons.isEmpty(), "reasons");
            reasons = List.copyOf(reasons);
        }

        public static Decided permit(About about, String rule) {
            return new Decided(about, true, rule, false, List.of());
        }

        /** Permitted only because the rule is in observe mode. */
        public static Decided observe(About about, String rule, List<String> reasons) {
            return new Decided(about, true, rule, true, reasons);
        }

        public static Decided deny(About about, List<String> reasons) {
            return new Decided(about, false, "", false, reasons);
        }

        @Override
        public String name() {
            return permitted ? "permitted" : "denied";
        }

        @Override
        public Map<String, Object> details() {
            return permitted
                    ? Map.of("rule", rule, "observed", observed, "reasons", reasons)
                    : Map.of("reasons", reasons);
        }
    }

    /** It is written down that the issuer is going to be asked. {@code requestId} is what it is told, too. */
    record Intended(About about, String requestId) implements AuditEvent {
        public Intended {
            requireLease(about);
        }

        @Override
        public String name() {
            return "intended";
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("request_id", requestId);
        }
    }

    /** The issuer granted. {@code fields} are fingerprints by the credential's field names. */
    record Issued(About about, Scope granted, Map<String, Fingerprint> fields) implements AuditEvent {
        public Issued {
            requireLease(about);
            require(about.expiresAt() != null, "an expiry");
            fields = Collections.unmodifiableMap(new TreeMap<>(fields));
        }

        @Override
        public String name() {
            return "issued";
        }

        @Override
        public Map<String, Object> details() {
            Map<String, String> fingerprints = new TreeMap<>();
            fields.forEach((field, fingerprint) -> fingerprints.put(field, fingerprint.value()));
            return Map.of("granted", granted.parts(), "fingerprints", fingerprints);
        }
    }

    /**
     * The issuer granted another value for a lease that lives, or made its value live longer. {@code fields} are fingerprints by the
     * credential's field names.
     */
    record Renewed(About about, String requestId, Scope granted, Map<String, Fingerprint> fields)
            implements AuditEvent {
        public Renewed {
            requireLease(about);
            require(about.expiresAt() != null, "an expiry");
            fields = Collections.unmodifiableMap(new TreeMap<>(fields));
        }

        @Override
        public String name() {
            return "renewed";
        }

        @Override
        public Map<String, Object> details() {
            Map<String, String> fingerprints = new TreeMap<>();
            fields.forEach((field, fingerprint) -> fingerprints.put(field, fingerprint.value()));
            return Map.of("request_id", requestId, "granted", granted.parts(), "fingerprints", fingerprints);
        }
    }

    /** One value of a lease is over, while the lease goes on: {@code fate} is revoked, proven or expired. */
    record Retired(About about, int value, String fate) implements AuditEvent {
        public Retired {
            requireLease(about);
        }

        @Override
        public String name() {
            return "retired";
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("value", value, "fate", fate);
        }
    }

    /** No other value came in time: the lease ends when the one it has does. */
    record NotRenewed(About about, Problem problem) implements AuditEvent {
        public NotRenewed {
            requireLease(about);
        }

        @Override
        public String name() {
            return "not-renewed";
        }

        @Override
        public Map<String, Object> details() {
            return AuditEvent.problem(problem);
        }
    }

    /** The task was handed the credential. */
    record Active(About about) implements AuditEvent {
        public Active {
            requireLease(about);
        }

        @Override
        public String name() {
            return "active";
        }

        @Override
        public boolean isDurable() {
            return false;
        }
    }

    /** The credential is going to be ended, for a reason of one word. */
    record Revoking(About about, String reason) implements AuditEvent {
        public Revoking {
            requireLease(about);
        }

        @Override
        public String name() {
            return "revoking";
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("reason", reason);
        }

        @Override
        public boolean isDurable() {
            return false;
        }
    }

    /** The issuer accepted the revocation, {@code took} after the lease's end was called for. That proves nothing yet. */
    record Revoked(About about, Duration took) implements AuditEvent {
        public Revoked {
            requireLease(about);
        }

        @Override
        public String name() {
            return "revoked";
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("took", Durations.format(took));
        }
    }

    /** The issuer says that the credential is dead, and had said at {@code seenAliveAt} that it was alive. */
    record Proven(About about, Instant seenAliveAt) implements AuditEvent {
        public Proven {
            requireLease(about);
        }

        @Override
        public String name() {
            return "proven";
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("seen_alive", seenAliveAt.toString());
        }
    }

    /** It could not be revoked, and may live until it expires. */
    record Stuck(About about, Problem problem) implements AuditEvent {
        public Stuck {
            requireLease(about);
        }

        @Override
        public String name() {
            return "stuck";
        }

        @Override
        public Map<String, Object> details() {
            return AuditEvent.problem(problem);
        }
    }

    /** Nobody knows whether there is a credential. */
    record Uncertain(About about, Problem problem) implements AuditEvent {
        public Uncertain {
            requireLease(about);
        }

        @Override
        public String name() {
            return "uncertain";
        }

        @Override
        public Map<String, Object> details() {
            return AuditEvent.problem(problem);
        }
    }

    /** It ended by its own expiry. */
    record Expired(About about) implements AuditEvent {
        public Expired {
            requireLease(about);
        }

        @Override
        public String name() {
            return "expired";
        }
    }

    /** It does not end: a stored secret was read, which goes on until somebody rotates it. */
    record Unended(About about) implements AuditEvent {
        public Unended {
            requireLease(about);
        }

        @Override
        public String name() {
            return "unended";
        }
    }

    /** The issuer said no. Nothing was issued. */
    record Refused(About about, Problem problem) implements AuditEvent {
        public Refused {
            requireLease(about);
        }

        @Override
        public String name() {
            return "refused";
        }

        @Override
        public Map<String, Object> details() {
            return AuditEvent.problem(problem);
        }
    }

    /** Something else went wrong, with or without a lease. */
    record Failed(About about, Problem problem) implements AuditEvent {
        @Override
        public String name() {
            return "failed";
        }

        @Override
        public Map<String, Object> details() {
            return AuditEvent.problem(problem);
        }
    }

    /**
     * A field of a credential was about to be shown in a place where it must not be, in one of its forms; it was masked. What was
     * asked is not known any more for a lease of an earlier run that is over.
     */
    record LeakSeen(About about, String place, String field) implements AuditEvent {
        public LeakSeen {
            require(about.lease() != null, "a lease");
        }

        @Override
        public String name() {
            return "leak-seen";
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("place", place, "field", field);
        }
    }

    /** A run ended: how many leases it had, and how many may still be alive. */
    record SessionClosed(About about, int leases, int alive) implements AuditEvent {
        public SessionClosed {
            require(alive >= 0 && alive <= leases, "no more living leases than there were");
        }

        @Override
        public String name() {
            return "session-closed";
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("leases", leases, "alive", alive);
        }
    }

    private static Map<String, Object> problem(Problem problem) {
        return Map.of(
                "problem",
                new TreeMap<>(Map.of("what", problem.what(), "where", problem.where(), "todo", problem.todo())));
    }

    private static void requireLease(About about) {
        require(about.lease() != null && about.request() != null, "a lease and its request");
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("this event needs " + what);
        }
    }
}
