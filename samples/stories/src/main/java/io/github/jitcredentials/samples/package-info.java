/** The runnable samples: each tells one story on the trial authority and exits 0 only if all of it held. */
@NullMarked
package io.github.jitcredentials.samples;

import org.jspecify.annotations.NullMarked;
