/** No credential in a build's log, wherever it is written. */
@NullMarked
package io.github.jitcredentials.jenkins.masking;

import org.jspecify.annotations.NullMarked;
