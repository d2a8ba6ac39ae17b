/**
 * What Maven finds and calls: few classes, compiled for Java 8 and bound to nothing newer, because Maven silently skips
 * indexed classes it cannot read. They look for a guarded goal in the plan, and only then load the rest of the plugin.
 */
@NullMarked
package io.github.jitcredentials.maven.entry;

import org.jspecify.annotations.NullMarked;
