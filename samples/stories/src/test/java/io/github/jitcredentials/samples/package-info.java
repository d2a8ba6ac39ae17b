@NullMarked
package io.github.jitcredentials.samples;

import org.jspecify.annotations.NullMarked;
