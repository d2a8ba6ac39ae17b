/** Numbers of what happens to leases, for whoever watches many controllers. */
@NullMarked
package io.github.jitcredentials.jenkins.metrics;

import org.jspecify.annotations.NullMarked;
