package io.github.jitcredentials.authority;

import io.github.jitcredentials.authority.ci.CiClaims;
import io.github.jitcredentials.authority.identity.TrustedIssuer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a trial authority is set up.
 *
 * @param port the port on 127.0.0.1, or 0 for a free one
 * @param state where the admin token's file goes; null for a new temporary directory
 * @param ci where the trial CI puts its files; null for no trial CI
 * @param ciClaims what the trial CI says; empty without one
 * @param issuers identity issuers besides the trial CI
 * @param clients who may be granted what
 * @param clock what time it is
 */
public record AuthoritySettings(
        int port,
        @Nullable Path state,
        @Nullable Path ci,
        Map<String, String> ciClaims,
        List<TrustedIssuer> issuers,
        List<TrialClient> clients,
        Clock clock) {

    /** The clients there are if none is configured: one for each way to ask. */
    public static final List<TrialClient> CLIENTS_UNLESS_CONFIGURED = List.of(
            TrialClient.open("trial", Set.of("repo:read", "repo:write")),
            TrialClient.open("trial-assertion", Set.of("repo:read", "repo:write"))
                    .withAuthentication(TrialClient.Authentication.PRIVATE_KEY_JWT));

    public AuthoritySettings {
        ciClaims = Map.copyOf(ciClaims);
        issuers = List.copyOf(issuers);
        clients = List.copyOf(clients);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port has to be 0 to 65535: " + port);
        }
        long names = clients.stream().map(TrialClient::id).distinct().count();
        if (names < clients.size()) {
            throw new IllegalArgumentException("two clients have the same id");
        }
        if (ci == null && issuers.isEmpty()) {
            throw new IllegalArgumentException("nobody's identity would be taken: give an issuer or the trial CI");
        }
    }

    /** With the trial CI in a directory, a free port and the system's clock. */
    public static AuthoritySettings trial(Path ciDirectory) {
        return new AuthoritySettings(
                0, null, ciDirectory, CiClaims.completed(Map.of()), List.of(), List.of(), Clock.systemUTC());
    }

    /** With one identity issuer, a free port and the system's clock. */
    public static AuthoritySettings trusting(TrustedIssuer issuer) {
        return new AuthoritySettings(0, null, null, Map.of(), List.of(issuer), List.of(), Clock.systemUTC());
    }

    public AuthoritySettings withPort(int other) {
        return new AuthoritySettings(other, state, ci, ciClaims, issuers, clients, clock);
    }

    public AuthoritySettings withState(Path directory) {
        return new AuthoritySettings(port, directory, ci, ciClaims, issuers, clients, clock);
    }

    /** The same with other claims of the trial CI, as {@link CiClaims#completed} takes them. */
    public AuthoritySettings withCiClaims(Map<String, String> claims) {
        return new AuthoritySettings(port, state, ci, CiClaims.completed(claims), issuers, clients, clock);
    }

    public AuthoritySettings withIssuer(TrustedIssuer added) {
        List<TrustedIssuer> more =
                Stream.concat(issuers.stream(), Stream.of(added)).toList();
        return new AuthoritySettings(port, state, ci, ciClaims, more, clients, clock);
    }

    public AuthoritySettings withClient(TrialClient added) {
        List<TrialClient> more =
                Stream.concat(clients.stream(), Stream.of(added)).toList();
        return new AuthoritySettings(port, state, ci, ciClaims, issuers, more, clock);
    }

    public AuthoritySettings withClock(Clock other) {
        return new AuthoritySettings(port, state, ci, ciClaims, issuers, clients, other);
    }

    Optional<Path> ciDirectory() {
        return Optional.ofNullable(ci);
    }

    /** The clients configured, or the two there are otherwise, each with the issuer it stands for. */
    List<TrialClient> clientsFor(@Nullable String ciIssuer) {
        List<TrialClient> chosen = clients.isEmpty() ? CLIENTS_UNLESS_CONFIGURED : clients;
        String unlessSaid = ciIssuer != null
                ? ciIssuer
                : issuers.size() == 1 ? issuers.get(0).issuer() : null;
        return chosen.stream().map(client -> withIssuer(client, unlessSaid)).toList();
    }

    private TrialClient withIssuer(TrialClient client, @Nullable String unlessSaid) {
        String issuer = client.fixedIssuer().orElse(unlessSaid);
        if (issuer == null) {
            throw new IllegalArgumentException(
                    "client " + client.id() + ": there are several issuers, so it has to say which one it takes");
        }
        return client.withIssuer(issuer);
    }
}
