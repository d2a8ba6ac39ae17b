package io.github.jitcredentials.issuer;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The transit engine of an OpenBao or Vault that has an App's key, checked.
 *
 * @param vault the server, and how one logs in there for a signature
 * @param path where the engine is mounted
 * @param key the key's name there
 */
record TransitSettings(VaultSettings vault, String path, String key) {
    private static final String PREFIX = "vault-transit.";

    /** @param issuer its configured name */
    static TransitSettings of(String issuer, SettingReader reader) {
        URI url = reader.url(PREFIX + "url", "Give the address of the OpenBao or Vault.");
        if (url.getRawQuery() != null
                || url.getRawPath() != null && !url.getRawPath().matches("/?")) {
            reader.problem(PREFIX + "url: a server's address has no path", "");
        }
        String server = url.toString().replaceFirst("/$", "");
        String key = reader.needed(PREFIX + "key", "Give the key's name in the transit engine.");
        String role = reader.needed(PREFIX + "role", "Give the role of the JWT auth method.");
        String path = reader.text(PREFIX + "path", "transit");
        String login = reader.text(PREFIX + "login", "jwt");
        if (!VaultRequest.isPath(path + "/" + (key.isEmpty() ? "key" : key) + "/" + login)) {
            reader.problem("vault-transit: path, key and login are words between slashes", "");
        }
        VaultSettings vault = new VaultSettings(
                issuer,
                URI.create(server),
                reader.text(PREFIX + "namespace"),
                authorities(reader),
                reader.text("audience", server),
                new VaultLogin.Jwt(login, role),
                false,
                VaultSettings.Revoke.TOKEN,
                false);
        return new TransitSettings(vault, path, key);
    }

    private static @Nullable Path authorities(SettingReader reader) {
        String file = reader.text(PREFIX + "ca");
        try {
            return file.isEmpty() ? null : Path.of(file);
        } catch (InvalidPathException e) {
            reader.problem(PREFIX + "ca is not a file's name", "Give a PEM file of certificate authorities.");
            return null;
        }
    }

    /** The API's path for a signature. */
    String sign() {
        return path + "/sign/" + key;
    }
}
