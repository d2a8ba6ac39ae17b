/** Who may have what: rules over what a verified identity claims. Denies whatever no rule permits; sees no lease and no secret. */
@NullMarked
package io.github.jitcredentials.policy;

import org.jspecify.annotations.NullMarked;
