/**
 * The Maven host: finds out where a guarded goal is about to upload, asks the broker for a credential when the upload begins
 * and not earlier, hands it to the resolver on that goal's thread alone, and ends it with the goal.
 */
@NullMarked
package io.github.jitcredentials.maven;

import org.jspecify.annotations.NullMarked;
