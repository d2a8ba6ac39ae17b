package io.github.jitcredentials.model;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who asks, as a verified issuer of identities says.
 *
 * @param source the configured name of the identity, which policy rules name in {@code from}
 * @param issuer the {@code iss} that was pinned and found
 * @param subject the {@code sub}
 * @param claims claims by normalised name ({@code repository ref ref_name event environment job run actor fork replayed
 *     change_request}) and every raw one as {@code claim.NAME}; an absent claim has no entry
 * @param expiresAt when the token that says so expires
 */
public record Identity(String source, String issuer, String subject, Map<String, String> claims, Instant expiresAt) {
    public Identity {
        if (source.isBlank() || issuer.isBlank() || subject.isBlank()) {
            throw new IllegalArgumentException("an identity names its source, issuer and subject");
        }
        claims = Collections.unmodifiableMap(new TreeMap<>(claims));
    }

    public Optional<String> claim(String name) {
        return Optional.ofNullable(claims.get(name));
    }

    /** {@code repository ref event} where known, the subject otherwise. */
    @Override
    public String toString() {
        String repository = claims.get("repository");
        if (repository == null) {
            return subject;
        }
        return repository
                + claim("ref").map(ref -> " " + ref).orElse("")
                + claim("event").map(event -> " (" + event + ")").orElse("");
    }
}
