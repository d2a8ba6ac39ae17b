/** What all hosts share: the file people write, the settings, and the words in which they hear what went wrong. */
@NullMarked
package io.github.jitcredentials.frontend;

import org.jspecify.annotations.NullMarked;
