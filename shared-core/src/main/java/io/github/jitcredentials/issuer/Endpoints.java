package io.github.jitcredentials.issuer;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where an authority takes which request. */
record Endpoints(
        @Nullable URI tokenUri,
        @Nullable URI revocationUri,
        @Nullable URI introspectionUri) {
    Optional<URI> token() {
        return Optional.ofNullable(tokenUri);
    }

    Optional<URI> revocation() {
        return Optional.ofNullable(revocationUri);
    }

    Optional<URI> introspection() {
        return Optional.ofNullable(introspectionUri);
    }
}
