package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A profile whose credential is handed over as a Maven server.
 *
 * @param name the profile's configured name
 * @param server the server id that uploads name
 * @param style how the credential is presented
 * @param username the user name that goes with it where the style is {@link Style#BASIC}
 * @param to where the credential may go
 */
record ServerProfile(String name, String server, Style style, String username, Destination to) {
    /** The two schemes that artifact repositories take. */
    enum Style {
        /** RFC 6750 section 2.1. */
        BEARER,
        /** RFC 7617; the token is the password. */
        BASIC
    }

    ServerProfile {
        if (name.isBlank() || server.isBlank()) {
            throw new IllegalArgumentException("a server profile names its profile and server");
        }
        if (style == Style.BASIC && (username.isEmpty() || username.contains(":"))) {
            throw new IllegalArgumentException("a user name is needed for basic, without a colon (RFC 7617 section 2)");
        }
    }

    /** The value of the {@code Authorization} header: as secret as the token in it. */
    Secret authorization(Secret token) {
        return Secret.of(
                switch (style) {
                    case BEARER -> "Bearer " + token.reveal();
                    case BASIC ->
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                (username + ":" + token.reveal()).getBytes(StandardCharsets.UTF_8));
                });
    }
}
