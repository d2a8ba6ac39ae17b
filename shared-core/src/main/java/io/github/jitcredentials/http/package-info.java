/** The only package that opens connections: one HTTP client, set up once, that says exactly how far a request got. */
@NullMarked
package io.github.jitcredentials.http;

import org.jspecify.annotations.NullMarked;
