/**
 * The words everybody speaks: values that cannot be wrong. No clock, no I/O, no logging, no vendor's words; the JDK only.
 */
@NullMarked
package io.github.jitcredentials.model;

import org.jspecify.annotations.NullMarked;
