/**
 * What happened, written down so that a later change shows: one JSON line an event, each bound to the one before by its
 * hash. Secrets appear as keyed fingerprints only.
 */
@NullMarked
package io.github.jitcredentials.audit;

import org.jspecify.annotations.NullMarked;
