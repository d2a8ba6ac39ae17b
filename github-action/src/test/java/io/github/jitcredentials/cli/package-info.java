@NullMarked
package io.github.jitcredentials.cli;

import org.jspecify.annotations.NullMarked;
