/** Those who vouch for a task: where an identity token comes from, and whether it is genuine. */
@NullMarked
package io.github.jitcredentials.identity;

import org.jspecify.annotations.NullMarked;
