/** The story: who asks, may they, write it down, issue, hand over, end. */
@NullMarked
package io.github.jitcredentials.broker;

import org.jspecify.annotations.NullMarked;
