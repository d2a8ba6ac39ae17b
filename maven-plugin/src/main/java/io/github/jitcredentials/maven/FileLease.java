package io.github.jitcredentials.maven;

import io.github.jitcredentials.lease.EndReason;
import java.nio.file.Path;
import java.util.Map;

/** A credential that is alive and handed over as files. Thread safe. */
interface FileLease {
    /** The files' paths, by the property that shall hold each. */
    Map<String, Path> files();

    /**
     * Deletes the files, then revokes the credential and proves it dead. Idempotent: concurrent calls share one end. Never throws
     * for the issuer's faults; the answer tells them.
     */
    Ended end(EndReason reason);
}
