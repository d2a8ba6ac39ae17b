package io.github.jitcredentials.masking;

import io.github.jitcredentials.model.Secret;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces every form of every secret it knows by {@value #MASK}, in streams of bytes and in texts.
 *
 * <ul>
 *   <li>What is masked is the union of all occurrences of all {@linkplain SecretForms forms}; occurrences that overlap or
 *       touch share one mask. So the output is the same however the input is cut into writes.
 *   <li>A stream holds back only the end of what was written, and only while that may be the beginning of a form: a prompt
 *       without a line end appears at once. {@link OutputStream#flush} changes nothing about it, or a secret written in two
 *       halves would escape; {@link OutputStream#close} releases what was only a beginning.
 *   <li>Secrets come and go while streams run. An occurrence is masked if none of it was written before {@link #add} returned;
 *       of one that had begun before, the rest can't be told from other text.
 *   <li>Time is linear in the length of the input, whatever input and secrets are. A stream takes about 10 KB, and a bit for
 *       each separate occurrence within what it holds back. All streams share one table: 73 KB and about 15 bytes for each
 *       byte of a form. It is made again when a secret has come or gone.
 * </ul>
 *
 * <p>Thread safe, and so are its streams. Masking prevents accidents, not intent: {@link SecretForms} says what it misses.
 */
public final class Masker {
    /** What is shown instead of a secret. */
    public static final String MASK = "****";

    /** The fewest characters of a secret whose appearance is worth an alarm. */
    public static final int SHORTEST_ALARM = 16;

    private final InstantSource clock;
    private final LeakListener listener;
    private final List<MaskedSecret> secrets = new ArrayList<>();
    private volatile @Nullable Patterns patterns = Patterns.NONE;
    private volatile Instant nextEnd = Instant.MAX;

    /**
     * Knows no secret yet, and tells nobody of leaks.
     *
     * @param clock decides when a grace is over
     */
    public Masker(InstantSource clock) {
        this(clock, name -> {});
    }

    /**
     * Knows no secret yet.
     *
     * @param clock decides when a grace is over
     * @param listener told of leaks
     */
    public Masker(InstantSource clock, LeakListener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Masks a secret from now on.
     *
     * @param name what people call it; not secret; several secrets may share one
     */
    public MaskedSecret add(String name, Secret secret) {
        return add(name, secret, List.of());
    }

    /**
     * Masks a secret from now on, and what its issuer or host makes of it.
     *
     * @param name what people call it; not secret; several secrets may share one
     * @param derived values that hold the secret, for example {@link SecretForms#basic}; they appear and go with it
     */
    public MaskedSecret add(String name, Secret secret, Collection<Secret> derived) {
        List<Secret> all = new ArrayList<>(List.of(secret));
        all.addAll(derived);
        boolean alarming = secret.reveal().codePointCount(0, secret.reveal().length()) >= SHORTEST_ALARM;
        return add(name, SecretForms.of(all), alarming);
    }

    MaskedSecret add(String name, List<SecretForm> forms, boolean alarming) {
        MaskedSecret masked = new MaskedSecret(this, name, forms, alarming);
        if (masked.isMasked()) {
            synchronized (this) {
                secrets.add(masked);
                patterns = null;
            }
        }
        return masked;
    }

    /**
     * A stream that hands on to the target what is written to it, with all secrets masked. It has no buffer that a
     * {@code flush} would have to empty; closing it closes the target. An exception of the target reaches the writer; what
     * could not be handed on is lost, and masking goes on as if it had been.
     *
     * @param target must not keep or change the arrays it is given, as {@link OutputStream} demands
     */
    public OutputStream wrap(OutputStream target) {
        return new MaskingStream(this, target);
    }

    /** The text with all secrets masked. Where one was found, unpaired surrogates in the rest come out as question marks. */
    public String mask(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Scan scan = new Scan(this);
        MaskedText masked = new MaskedText(bytes.length);
        scan.feed(bytes, 0, bytes.length, masked);
        scan.finish(masked);
        tell(scan.takeSeen());
        return masked.hasMask() ? masked.text() : text;
    }

    /** How many bytes the table takes that all streams share. */
    public long tableBytes() {
        return patterns().bytes();
    }

    /** What is to be found now. */
    Patterns patterns() {
        Patterns now = patterns;
        return now == null || isOver(nextEnd) ? rebuilt() : now;
    }

    void tell(List<MaskedSecret> seen) {
        for (MaskedSecret secret : seen) {
            if (secret.markSeen()) {
                listener.seen(secret.name());
            }
        }
    }

    synchronized void forget(MaskedSecret secret) {
        if (secrets.remove(secret)) {
            patterns = null;
        }
    }

    synchronized void forgetAfter(MaskedSecret secret, Duration grace) {
        secret.endAt(clock.instant().plus(grace));
        nextEnd = earliestEnd();
    }

    private synchronized Patterns rebuilt() {
        if (secrets.removeIf(secret -> isOver(secret.end()))) {
            patterns = null;
        }
        nextEnd = earliestEnd();
        Patterns now = patterns;
        if (now == null) {
            now = Patterns.of(secrets);
            patterns = now;
        }
        return now;
    }

    private Instant earliestEnd() {
        Instant earliest = Instant.MAX;
        for (MaskedSecret secret : secrets) {
            Instant end = secret.end();
            if (end != null && end.isBefore(earliest)) {
                earliest = end;
            }
        }
        return earliest;
    }

    private boolean isOver(@Nullable Instant end) {
        return end != null && !end.equals(Instant.MAX) && !clock.instant().isBefore(end);
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "Masker";
    }
}
