package io.github.jitcredentials.jenkins.folder;

import io.github.jitcredentials.issuer.IssuerSpec;
import java.net.URI;
import java.util.SortedSet;
import java.util.TreeSet;

/** The hosts that an issuer is going to speak to. */
final class IssuerHosts {
    private static final String GITHUB = "api.github.com";

    private IssuerHosts() {}

    static SortedSet<String> of(IssuerSpec issuer) {
        SortedSet<String> hosts = new TreeSet<>();
        issuer.settings().forEach((name, value) -> {
            if (name.equals("url") || name.endsWith(".url") || name.startsWith("endpoints.") || name.equals("github")) {
                // Read already as a URL with a host.
                hosts.add(URI.create(value).getHost());
            }
        });
        boolean usual =
                switch (issuer.type()) {
                    case "github-app" -> !issuer.settings().containsKey("url");
                    case "octo-sts" -> !issuer.settings().containsKey("github");
                    default -> false;
                };
        if (usual) {
            hosts.add(GITHUB);
        }
        return hosts;
    }
}
