/** Trees of text with places: what people write, read strictly, so that every mistake can be shown where it is. */
@NullMarked
package io.github.jitcredentials.document;

import org.jspecify.annotations.NullMarked;
