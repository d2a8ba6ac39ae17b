/** Jobs without a Pipeline. */
@NullMarked
package io.github.jitcredentials.jenkins.freestyle;

import org.jspecify.annotations.NullMarked;
