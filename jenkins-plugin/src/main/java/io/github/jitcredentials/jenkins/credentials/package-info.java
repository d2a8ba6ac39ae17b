/** Stored credentials that hold no secret: one is issued to the build that uses them. */
@NullMarked
package io.github.jitcredentials.jenkins.credentials;

import org.jspecify.annotations.NullMarked;
