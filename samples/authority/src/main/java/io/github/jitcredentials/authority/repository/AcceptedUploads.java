package io.github.jitcredentials.authority.repository;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of the uploads that were allowed, so that a story can show they are dead later on. In memory only,
 * the last 1000. Thread safe.
 */
final class AcceptedUploads {
    private static final int KEPT = 1_000;

    /** An upload that was allowed. Not a record: its credential must not be printed. */
    static final class Upload {
        private final String fingerprint;
        private final String rawPath;
        private final String authorization;

        Upload(String fingerprint, String rawPath, String authorization) {
            this.fingerprint = fingerprint;
            this.rawPath = rawPath;
            this.authorization = authorization;
        }

        String fingerprint() {
            return fingerprint;
        }

        String rawPath() {
            return rawPath;
        }

        String authorization() {
            return authorization;
        }

        @Override
        public String toString() {
            return "Upload " + rawPath + " with " + fingerprint;
        }
    }

    private final Map<String, Upload> byFingerprint = new LinkedHashMap<>();

    synchronized void remember(String fingerprint, String rawPath, String authorization) {
        byFingerprint.remove(fingerprint);
        byFingerprint.put(fingerprint, new Upload(fingerprint, rawPath, authorization));
        if (byFingerprint.size() > KEPT) {
            byFingerprint.remove(byFingerprint.keySet().iterator().next());
        }
    }

    /** The last upload with that token, or the last one of all. */
    synchronized Optional<Upload> find(@Nullable String fingerprint) {
        if (fingerprint != null) {
            return Optional.ofNullable(byFingerprint.get(fingerprint));
        }
        return byFingerprint.values().stream().reduce((earlier, later) -> later);
    }
}
