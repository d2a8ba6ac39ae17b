/** What folders may say of the credentials of their own builds, and what comes of it. */
@NullMarked
package io.github.jitcredentials.jenkins.folder;

import org.jspecify.annotations.NullMarked;
