/** HTTP on loopback: host check, size cap, OAuth errors and faults that can be armed. */
@NullMarked
package io.github.jitcredentials.authority.http;

import org.jspecify.annotations.NullMarked;
