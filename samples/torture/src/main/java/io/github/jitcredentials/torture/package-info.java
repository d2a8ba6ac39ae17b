/** A host of the product that does what it is told, so that it can be killed while it does it. */
@NullMarked
package io.github.jitcredentials.torture;

import org.jspecify.annotations.NullMarked;
