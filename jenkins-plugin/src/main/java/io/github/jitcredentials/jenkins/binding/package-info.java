/** {@code withCredentials([jit(...)])}, where the plugin credentials-binding is installed. */
@NullMarked
package io.github.jitcredentials.jenkins.binding;

import org.jspecify.annotations.NullMarked;
