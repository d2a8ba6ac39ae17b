/** What a secret looks like once other programs have quoted, escaped or encoded it: what a log must not show. */
@NullMarked
package io.github.jitcredentials.masking;

import org.jspecify.annotations.NullMarked;
