package io.github.jitcredentials.issuer;

import java.net.URI;

/**
 * The transit engine of an OpenBao or Vault that has an App's key, checked.
 *
 * @param url of the server, without a slash at the end
 * @param namespace in which all of it is; empty for the root's
 * @param path where the engine is mounted
 * @param key the key's name there
 * @param login where the JWT auth method is mounted, below {@code auth/}
 * @param role its role
 */
record TransitSettings(URI url, String namespace, String path, String key, String login, String role) {
    private static final String PATH = "[A-Za-z0-9_~-][A-Za-z0-9._~-]*(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*";
    private static final String PREFIX = "vault-transit.";

    static TransitSettings of(SettingReader reader) {
        URI url = reader.url(PREFIX + "url", "Give the address of the OpenBao or Vault.");
        if (url.getRawQuery() != null
                || url.getRawPath() != null && !url.getRawPath().matches("/?")) {
            reader.problem(PREFIX + "url: a server's address has no path", "");
        }
        String key = reader.needed(PREFIX + "key", "Give the key's name in the transit engine.");
        String role = reader.needed(PREFIX + "role", "Give the role of the JWT auth method.");
        TransitSettings read = new TransitSettings(
                URI.create(url.toString().replaceFirst("/$", "")),
                reader.text(PREFIX + "namespace"),
                reader.text(PREFIX + "path", "transit"),
                key,
                reader.text(PREFIX + "login", "jwt"),
                role);
        if (!(read.path + "/" + (key.isEmpty() ? "key" : key) + "/" + read.login).matches(PATH)) {
            reader.problem("vault-transit: path, key and login are words between slashes", "");
        }
        return read;
    }

    URI at(String below) {
        return URI.create(url + "/v1/" + below);
    }
}
