/** What the audit log and the journals have in common on a disk; the JDK only. */
@NullMarked
package io.github.jitcredentials.disk;

import org.jspecify.annotations.NullMarked;
