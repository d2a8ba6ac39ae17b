package io.github.jitcredentials.audit;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/** Keeps events in memory, in order, and fails where a test wants it to. Thread safe. */
public final class RecordingAuditLog implements AuditLog {
    private final List<AuditEvent> events = new ArrayList<>();
    private Predicate<AuditEvent> broken = event -> false;
    private boolean closed;

    /** From now on appending such events fails, until told otherwise. */
    public synchronized RecordingAuditLog failingOn(Predicate<AuditEvent> events) {
        broken = events;
        return this;
    }

    @Override
    public synchronized void append(AuditEvent event) {
        if (closed || broken.test(event)) {
            throw new JitException.NotRecorded(
                    Problem.of("the audit log " + (closed ? "is closed" : "takes no " + event.name())), null);
        }
        events.add(event);
    }

    /** Not keyed: the same secret has the same fingerprint in every test. */
    @Override
    public Fingerprint fingerprint(Secret secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("recorded " + secret.reveal()).getBytes(StandardCharsets.UTF_8));
            return new Fingerprint(HexFormat.of().formatHex(hash, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** What was appended so far. */
    public synchronized List<AuditEvent> events() {
        return List.copyOf(events);
    }

    /** Their kinds, for example {@code [session-opened, identified, permitted]}. */
    public List<String> names() {
        return events().stream().map(AuditEvent::name).toList();
    }

    /** Those of one kind. */
    public <E extends AuditEvent> List<E> events(Class<E> kind) {
        return events().stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
