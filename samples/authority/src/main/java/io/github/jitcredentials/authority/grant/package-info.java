/** What was granted, to whom, until when. */
@NullMarked
package io.github.jitcredentials.authority.grant;

import org.jspecify.annotations.NullMarked;
