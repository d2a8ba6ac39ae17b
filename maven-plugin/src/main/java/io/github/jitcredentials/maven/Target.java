package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.Destination;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a guarded goal is about to upload.
 *
 * @param server the repository's id
 * @param url its URL as the goal was told
 */
record Target(String server, String url) {
    Target {
        server = server.trim();
        url = url.trim();
    }

    /** What can't be understood is not covered. */
    boolean isCoveredBy(Destination destination) {
        try {
            return destination.covers(new URI(url));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The URL for the log: without what may be a password in it. */
    String printable() {
        return url.replaceFirst("//[^/@]*@", "//").replaceFirst("[?#].*", "");
    }
}
