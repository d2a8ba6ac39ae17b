package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.Destination;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * A place that requests under a server id may go to while a guarded goal runs.
 *
 * @param server the repository's id
 * @param url its URL as Maven was told
 * @param use what for
 */
record Target(String server, String url, Use use) {
    enum Use {
        UPLOAD,
        /** A repository that the project downloads from under the same id; a transport is told ids, not places. */
        DOWNLOAD
    }

    Target {
        server = server.trim();
        url = url.trim();
    }

    static Target upload(String server, String url) {
        return new Target(server, url, Use.UPLOAD);
    }

    static Target download(String server, String url) {
        return new Target(server, url, Use.DOWNLOAD);
    }

    /**
     * Whether a credential for the destination may go here. Downloads may be elsewhere on the destination's own server, or where
     * nothing is sent by HTTP. What can't be understood is not covered.
     */
    boolean isCoveredBy(Destination destination) {
        try {
            URI uri = new URI(url);
            if (use == Use.UPLOAD) {
                return destination.covers(uri);
            }
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return !scheme.startsWith("http")
                    || new Destination(destination.uri().resolve("/")).covers(uri);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The URL for the log: without what may be a password in it. */
    String printable() {
        return url.replaceFirst("//[^/@]*@", "//").replaceFirst("[?#].*", "");
    }
}
