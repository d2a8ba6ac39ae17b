/** What both programs share on the command line. */
@NullMarked
package io.github.jitcredentials.authority.command;

import org.jspecify.annotations.NullMarked;
