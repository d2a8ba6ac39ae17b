package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.Scope;
import java.time.Instant;

/**
 * What an authority granted.
 *
 * @param credential what the task gets
 * @param scope what was granted, as the authority says; never assumed from what was asked unless its protocol says so
 * @param issuedAt by our clock, before the request was sent
 * @param expiresAt when the authority ends it by itself, at the latest; {@link Instant#MAX} if it names no end, which the
 *     contract then refuses, unless the issuer says that it gives what never ends
 * @param handle what is needed to revoke and probe it
 */
public record Issued(Credential credential, Scope scope, Instant issuedAt, Instant expiresAt, Handle handle) {}
