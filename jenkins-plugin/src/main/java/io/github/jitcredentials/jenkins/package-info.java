/** The controller's one keeper of leases, and its life from the controller's start to its end. */
@NullMarked
package io.github.jitcredentials.jenkins;

import org.jspecify.annotations.NullMarked;
