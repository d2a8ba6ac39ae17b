package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.JitException;
import java.net.URI;
import java.util.Set;

/**
 * How one octo-sts is spoken to, checked.
 *
 * @param url of the service, without a slash at the end
 * @param identity the trust policy's name: {@code .github/chainguard/IDENTITY.sts.yaml}
 * @param audience whom identity tokens for it are meant for
 * @param github where its tokens are good for, and ended
 */
record OctoStsSettings(String name, URI url, String identity, String audience, GitHubAddress github) {
    static final Set<String> NAMES = Set.of("url", "ca", "identity", "audience", "github");

    /** @throws JitException.Misconfigured with all problems */
    static OctoStsSettings of(IssuerSpec spec) {
        SettingReader reader = new SettingReader(spec, NAMES);
        URI url = reader.url("url", "Give the service's address, as in https://octo-sts.dev.");
        if (url.getRawQuery() != null
                || url.getRawPath() != null && !url.getRawPath().matches("/?")) {
            reader.problem("url: a service's address has no path", "");
        }
        String identity = reader.needed("identity", "Give the trust policy's name, without .sts.yaml.");
        if (!identity.matches("[A-Za-z0-9._-]{0,100}")) {
            reader.problem("identity is no trust policy's name", "");
        }
        OctoStsSettings read = new OctoStsSettings(
                spec.name(),
                URI.create(url.toString().replaceFirst("/$", "")),
                identity,
                reader.text("audience", String.valueOf(url.getHost())),
                reader.github("github"));
        reader.check();
        return read;
    }

    URI exchange(String repository) {
        return URI.create(url + "/sts/exchange?scope=" + repository + "&identity=" + identity);
    }
}
