package io.github.jitcredentials.maven;

import io.github.jitcredentials.frontend.RawSettings;
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
     * The profiles that are handed over as files, as an execution of {@code acquire} or {@code revoke} wants them.
     *
     * @throws JitException if it names one that does not exist or is not handed over as files, or is told what can't be
     */
    List<FileProfile> files(RawSettings execution);

    /** As {@link #permit(ServerProfile, String)}, for files. */
    Optional<Permit> permit(FileProfile profile, String unit);

    /**
     * Issues a credential and hands it over as files.
     *
     * @throws JitException if there is none, or its files can't be written; nothing is alive then that nobody revokes
     */
    FileLease acquire(Permit permit);

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
