/** Those who grant: one package-private class per kind of authority behind {@link io.github.jitcredentials.issuer.CredentialIssuer}. */
@NullMarked
package io.github.jitcredentials.issuer;

import org.jspecify.annotations.NullMarked;
