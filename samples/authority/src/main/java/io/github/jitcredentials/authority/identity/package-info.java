/** Whose word is taken: identity issuers pinned by configuration, and the check of what they signed. */
@NullMarked
package io.github.jitcredentials.authority.identity;

import org.jspecify.annotations.NullMarked;
