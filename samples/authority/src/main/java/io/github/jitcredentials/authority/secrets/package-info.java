/** How secrets come into being, are stored for their owner only, and are named without being shown. */
@NullMarked
package io.github.jitcredentials.authority.secrets;

import org.jspecify.annotations.NullMarked;
