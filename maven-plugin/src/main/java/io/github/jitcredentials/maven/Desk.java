package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.JitException;
import java.util.List;
import java.util.Optional;

/**
 * Where one build asks for credentials. Opened at the build's first guarded goal that uploads. Thread safe: builder threads
 * of a parallel build ask at the same time.
 */
interface Desk extends AutoCloseable {
    /** The configured profiles that are handed over as a Maven server, in the file's order. */
    List<ServerProfile> servers();

    /**
     * Identifies the build and decides whether it may have the profile. Issues nothing.
     *
     * @param unit the guarded execution that asks
     * @return empty where nobody vouches for the build and it is told to go on with Maven's own settings then
     * @throws JitException if nobody vouches for the build, or policy says no
     */
    Optional<Permit> permit(ServerProfile profile, String unit);

    /**
     * Issues a credential.
     *
     * @throws JitException if there is none: the issuer refuses or can't be reached, or the desk is closed
     */
    Lease open(Permit permit);

    /** Ends every lease that is left. Idempotent; never throws for the issuer's faults. */
    @Override
    void close();
}
