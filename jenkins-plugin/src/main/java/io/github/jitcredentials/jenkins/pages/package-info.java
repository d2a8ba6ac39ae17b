/** What people see of leases: the page of those that live, and that of a build. No secret is anywhere here. */
@NullMarked
package io.github.jitcredentials.jenkins.pages;

import org.jspecify.annotations.NullMarked;
