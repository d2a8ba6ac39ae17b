/** Who a build is: this controller's word, as OpenID Connect tokens. */
@NullMarked
package io.github.jitcredentials.jenkins.identity;

import org.jspecify.annotations.NullMarked;
