package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.JitException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one GitHub App is spoken for, checked.
 *
 * @param app its id or its client id
 * @param keyPlace where its private key is; empty if {@code transit} has it
 * @param transit the service that signs for it; null if {@code keyPlace} says where the key is
 * @param installation by what the App's installation is found
 * @param audience whom identity tokens are meant for that are shown to whoever signs
 */
record GitHubAppSettings(
        String name,
        String app,
        GitHubAddress address,
        String keyPlace,
        @Nullable TransitSettings transit,
        Installation installation,
        String audience) {

    /** By what an installation is found. */
    enum Installation {
        REPOSITORY,
        ORGANIZATION
    }

    static final Set<String> NAMES = Set.of(
            "app",
            "url",
            "ca",
            "key",
            "vault-transit.url",
            "vault-transit.namespace",
            "vault-transit.ca",
            "vault-transit.path",
            "vault-transit.key",
            "vault-transit.login",
            "vault-transit.role",
            "installation",
            "audience");

    /** @throws JitException.Misconfigured with all problems */
    static GitHubAppSettings of(IssuerSpec spec) {
        SettingReader reader = new SettingReader(spec, NAMES);
        String app = reader.needed("app", "Give the App's id or client id, as its settings page shows them.");
        if (!app.matches("[A-Za-z0-9._-]{0,60}")) {
            reader.problem("app is no id", "It is a number, or a word that begins with Iv.");
        }
        GitHubAddress address = reader.github("url");
        String key = reader.text("key");
        boolean transits = spec.settings().keySet().stream().anyMatch(name -> name.startsWith("vault-transit."));
        if (key.isEmpty() != transits) {
            reader.problem("needs either key or vault-transit", "Say where the App's key is, or who signs for it.");
        }
        if (!key.isEmpty() && !NamedSecrets.isPlace(key)) {
            // The value is not repeated: it may be the key itself.
            reader.problem("key is not a place", "Write env:NAME or file:PATH; a key is never a value here.");
        }
        TransitSettings transit = transits ? TransitSettings.of(spec.name(), reader) : null;
        GitHubAppSettings read = new GitHubAppSettings(
                spec.name(),
                app,
                address,
                key,
                transit,
                reader.choice("installation", Installation.class, Installation.REPOSITORY),
                transit == null
                        ? reader.text("audience", address.toString())
                        : transit.vault().audience());
        reader.check();
        return read;
    }
}
