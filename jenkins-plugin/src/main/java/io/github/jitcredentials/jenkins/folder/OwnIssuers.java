package io.github.jitcredentials.jenkins.folder;

import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.jenkins.config.FolderBounds;
import io.github.jitcredentials.model.Problem;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds an issuer of a folder to the bounds of the controller. Besides where it is, for whom its tokens are: a build's identity that is
 * good for somebody else would be shown to whoever the folder chose.
 */
final class OwnIssuers {
    private final @Nullable FolderBounds bounds;

    OwnIssuers(@Nullable FolderBounds bounds) {
        this.bounds = bounds;
    }

    /** What speaks against it by what it says. Asks nobody. */
    List<Problem> objections(IssuerSpec issuer, String place) {
        List<Problem> problems = new ArrayList<>();
        SortedSet<String> hosts = IssuerHosts.of(issuer);
        hosts.stream()
                .filter(host -> bounds == null || !bounds.names(host))
                .forEach(host -> problems.add(new Problem(
                        host + " is not among the hosts that folders may add issuers of",
                        place,
                        "ask the administrator to name it under Folders in the controller's configuration")));
        String home = host(issuer, issuer.settings().containsKey("vault-transit.url") ? "vault-transit.url" : "url");
        issuer.settings().keySet().stream()
                .filter(name -> name.startsWith("endpoints."))
                .filter(name -> !host(issuer, name).equals(home))
                .forEach(name -> problems.add(new Problem(
                        name + " is on another host than url: who is asked there would get what is for " + home,
                        place,
                        "")));
        String audience = issuer.settings().get("audience");
        if (audience != null && !isOf(audience, home)) {
            problems.add(new Problem(
                    "audience: a folder's issuer is told who a build is in its own name only, " + home, place, ""));
        }
        if (issuer.settings().containsKey("by-hand")) {
            problems.add(new Problem(
                    "byHand: a folder's issuer has no command that alarms would show to administrators",
                    place,
                    "leave it out, or ask the administrator to configure the issuer"));
        }
        return problems;
    }

    /** What speaks against it by what its names lead to now. Looks them up. */
    List<Problem> unreachable(IssuerSpec issuer, String place) {
        List<Problem> problems = new ArrayList<>();
        for (String host : IssuerHosts.of(issuer)) {
            try {
                if (bounds == null
                        || !Arrays.stream(InetAddress.getAllByName(host)).allMatch(bounds::reaches)) {
                    problems.add(
                            new Problem(
                                    host + " leads to an address that folders' issuers are not reached at",
                                    place,
                                    "ask the administrator to name its network under Folders in the controller's configuration"));
                }
            } catch (UnknownHostException e) {
                // Not known now: what counts is what it leads to when it is connected to.
                continue;
            }
        }
        return problems;
    }

    private static String host(IssuerSpec issuer, String setting) {
        return Optional.ofNullable(issuer.settings().get(setting))
                .map(value -> URI.create(value).getHost())
                .orElse("");
    }

    private static boolean isOf(String audience, String home) {
        if (audience.equals(home)) {
            return true;
        }
        try {
            return home.equals(new URI(audience).getHost());
        } catch (java.net.URISyntaxException e) {
            return false;
        }
    }
}
