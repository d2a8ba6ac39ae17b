/** Other people's servers, run for real by tests of every module, where {@code .ci/peers} has brought them. */
@NullMarked
package io.github.jitcredentials.peer;

import org.jspecify.annotations.NullMarked;
