package io.github.jitcredentials.masking;

/**
 * Told when a secret was about to be shown: it was masked, but whoever wrote it had no business doing so.
 *
 * <p>Only for secrets of at least {@value Masker#SHORTEST_ALARM} characters, and only when all of the secret was there (see
 * {@link SecretForm#isWhole}): shorter texts and parts of a secret are masked as well, but prove nothing.
 */
@FunctionalInterface
public interface LeakListener {
    /**
     * Called at most once for each secret added, on the thread that wrote it, after the masked text was handed on and
     * outside any lock of this package. It should return soon: the log waits. What it throws reaches the writer.
     *
     * @param name the name under which the secret was added, never the secret
     */
    void seen(String name);
}
