/** The authority, tested through real HTTP. */
@NullMarked
package io.github.jitcredentials.authority;

import org.jspecify.annotations.NullMarked;
