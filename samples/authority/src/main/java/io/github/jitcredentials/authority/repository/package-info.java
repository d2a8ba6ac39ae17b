/** An artifact repository that asks the authority about each upload. */
@NullMarked
package io.github.jitcredentials.authority.repository;

import org.jspecify.annotations.NullMarked;
