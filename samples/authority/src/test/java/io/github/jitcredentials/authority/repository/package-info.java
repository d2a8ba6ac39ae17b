/** The guarded repository, tested through real HTTP. */
@NullMarked
package io.github.jitcredentials.authority.repository;

import org.jspecify.annotations.NullMarked;
