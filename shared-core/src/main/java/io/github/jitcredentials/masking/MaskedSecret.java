package io.github.jitcredentials.masking;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A secret in the care of a {@link Masker}, and the way to take it out again. Thread safe. Prints its name only.
 *
 * <p>A renewed secret is added before the old one is forgotten, so that both are masked while both are about.
 */
public final class MaskedSecret {
    private final Masker masker;
    private final String name;
    private final List<SecretForm> forms;
    private final boolean alarming;
    private final AtomicBoolean seen = new AtomicBoolean();
    // Guarded by the masker.
    private @Nullable Instant end;

    MaskedSecret(Masker masker, String name, List<SecretForm> forms, boolean alarming) {
        this.masker = masker;
        this.name = name;
        this.forms = List.copyOf(forms);
        this.alarming = alarming;
    }

    /** The name under which it was added. */
    public String name() {
        return name;
    }

    /** Whether anything of it is masked at all: false for a secret that is blank or too short; whoever added it should say so. */
    public boolean isMasked() {
        return !forms.isEmpty();
    }

    /** Stops masking it, from the next write of each stream on. Does nothing when repeated. */
    public void forget() {
        masker.forget(this);
    }

    /**
     * Stops masking it once the time is over: output of a step may arrive after its credential is dead. The last call wins.
     *
     * @param grace how much longer it is masked; zero or less forgets it at once
     */
    public void forgetAfter(Duration grace) {
        masker.forgetAfter(this, grace);
    }

    @Override
    public String toString() {
        return "[hidden] (" + name + ")";
    }

    List<SecretForm> forms() {
        return forms;
    }

    boolean mayAlarm() {
        return alarming && !seen.get();
    }

    /** Whether this is the first time. */
    boolean markSeen() {
        return seen.compareAndSet(false, true);
    }

    @Nullable
    Instant end() {
        return end;
    }

    void endAt(Instant instant) {
        end = instant;
    }
}
