/** What an administrator says: issuers, profiles, policy. The tree of {@code jit-credentials.yml}, in Jenkins' spelling. */
@NullMarked
package io.github.jitcredentials.jenkins.config;

import org.jspecify.annotations.NullMarked;
