package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.Text;
import io.github.jitcredentials.model.Destination;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Checks the URLs of parties that are called. The text itself is kept: an issuer's name is compared character by character. */
final class Urls {
    private Urls() {}

    static Optional<String> check(String key, Text text, Problems problems) {
        URI uri;
        try {
            uri = new URI(text.value());
        } catch (URISyntaxException e) {
            problems.add(text.place(), FileMistake.NOT_A_URL, key, text.shown());
            return Optional.empty();
        }
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        if (uri.getHost() == null || !https && !"http".equalsIgnoreCase(uri.getScheme())) {
            problems.add(text.place(), FileMistake.NOT_A_URL, key, text.shown());
            return Optional.empty();
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            problems.add(text.place(), FileMistake.URL_WITH_EXTRAS, key);
            return Optional.empty();
        }
        if (!https && !isOnThisMachine(uri)) {
            problems.add(text.place(), FileMistake.PLAIN_HTTP, key, text.shown());
            return Optional.empty();
        }
        return Optional.of(text.value());
    }

    static boolean looksLikeOne(String text) {
        return text.contains("://");
    }

    /** Which hosts plain http may go to is for {@link Destination} to say. */
    private static boolean isOnThisMachine(URI uri) {
        try {
            Destination.parse("http://" + uri.getRawAuthority() + "/");
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
