/** A loopback OAuth 2.0 token service that needs no set-up: for first use, samples and tests. */
@NullMarked
package io.github.jitcredentials.authority;

import org.jspecify.annotations.NullMarked;
