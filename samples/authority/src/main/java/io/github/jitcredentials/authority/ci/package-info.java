/** A CI system's identity issuer for trials, in the shape of GitHub Actions. */
@NullMarked
package io.github.jitcredentials.authority.ci;

import org.jspecify.annotations.NullMarked;
