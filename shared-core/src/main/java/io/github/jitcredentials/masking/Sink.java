package io.github.jitcredentials.masking;

/** Where masked output goes, in order. Never throws: what can go wrong with a target is kept until the scan is over. */
interface Sink {
    /** Bytes that are no secret; only for the time of the call. */
    void plain(byte[] bytes, int from, int length);

    /** A run of secret bytes, however long. */
    void mask();
}
