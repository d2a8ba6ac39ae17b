/** Pipeline's {@code withJitCredentials}. */
@NullMarked
package io.github.jitcredentials.jenkins.step;

import org.jspecify.annotations.NullMarked;
