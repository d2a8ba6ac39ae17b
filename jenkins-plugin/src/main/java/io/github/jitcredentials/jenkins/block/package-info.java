/** The leases of one block of a build: opened, handed over, kept over a restart, ended. */
@NullMarked
package io.github.jitcredentials.jenkins.block;

import org.jspecify.annotations.NullMarked;
