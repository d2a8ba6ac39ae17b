/** The {@code jitc} command line: commands, and how a command's child is run. */
@NullMarked
package io.github.jitcredentials.cli;

import org.jspecify.annotations.NullMarked;
