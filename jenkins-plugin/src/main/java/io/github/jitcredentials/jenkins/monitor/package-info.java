/** What an administrator has to look at. */
@NullMarked
package io.github.jitcredentials.jenkins.monitor;

import org.jspecify.annotations.NullMarked;
