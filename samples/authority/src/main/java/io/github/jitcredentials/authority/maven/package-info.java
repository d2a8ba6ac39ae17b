/** What a trial needs to run a real Maven with artifacts that are published nowhere. */
@NullMarked
package io.github.jitcredentials.authority.maven;

import org.jspecify.annotations.NullMarked;
