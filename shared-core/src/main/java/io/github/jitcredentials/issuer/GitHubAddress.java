package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Origin;
import java.net.URI;
import java.util.Locale;

/**
 * Where a GitHub takes REST requests: github.com, a GitHub Enterprise Cloud with data residency ({@code SUBDOMAIN.ghe.com}) or a
 * GitHub Enterprise Server.
 *
 * @param api without a slash at the end
 * @see <a href="https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api">Getting started</a>
 */
record GitHubAddress(URI api) {
    private static final String PUBLIC = "https://api.github.com";
    private static final String SERVER_PATH = "/api/v3";

    /**
     * From the address that people know; that of its API will do, too.
     *
     * @param text empty for github.com
     * @throws IllegalArgumentException with a sentence for the user
     */
    static GitHubAddress of(String text) {
        String written = text.strip();
        if (written.isEmpty()) {
            return new GitHubAddress(URI.create(PUBLIC));
        }
        URI uri = Origin.parse(written);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("/$", "");
        if (uri.getRawQuery() != null || !path.isEmpty() && !path.equals(SERVER_PATH)) {
            throw new IllegalArgumentException(
                    "a GitHub's address is scheme and host, as in https://github.example.com");
        }
        Origin origin = Origin.of(uri);
        String host = origin.host().toLowerCase(Locale.ROOT);
        if (host.equals("github.com") || host.equals("www.github.com")) {
            return new GitHubAddress(URI.create(PUBLIC));
        }
        if (host.startsWith("api.") && (host.equals("api.github.com") || host.endsWith(".ghe.com"))) {
            return new GitHubAddress(URI.create(origin.toString()));
        }
        if (host.endsWith(".ghe.com")) {
            return new GitHubAddress(URI.create(origin.toString().replaceFirst("://", "://api.")));
        }
        return new GitHubAddress(URI.create(origin + SERVER_PATH));
    }

    /** @param path begins with a slash */
    URI at(String path) {
        return URI.create(api + path);
    }

    @Override
    public String toString() {
        return api.toString();
    }
}
