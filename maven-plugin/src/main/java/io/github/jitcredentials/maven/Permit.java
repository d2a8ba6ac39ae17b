package io.github.jitcredentials.maven;

/** Leave to open one lease for one guarded execution. Holds no secret. */
interface Permit {
    /** Who asks and which rule lets them, in one line, for the log. */
    String sentence();
}
