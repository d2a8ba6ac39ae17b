@NullMarked
package io.github.jitcredentials.torture;

import org.jspecify.annotations.NullMarked;
