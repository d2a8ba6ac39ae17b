/** A lease's life: written down, handed over, guarded, revoked, proven dead. Knows neither who asked nor why. */
@NullMarked
package io.github.jitcredentials.lease;

import org.jspecify.annotations.NullMarked;
