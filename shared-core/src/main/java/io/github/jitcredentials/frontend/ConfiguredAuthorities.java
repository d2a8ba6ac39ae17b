package io.github.jitcredentials.frontend;

import io.github.jitcredentials.broker.Authorities;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.identity.IdentitySources;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import io.github.jitcredentials.issuer.NamedSecrets;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The issuers and identities of one configuration. Thread safe. */
final class ConfiguredAuthorities implements Authorities {
    private static final String ENVIRONMENT = "env:";

    private final Configuration configuration;
    private final Function<IssuerSpec, Web> ways;
    private final Map<String, String> environment;
    private final Function<String, Secret> secrets;
    private final Clock clock;
    private final Map<IssuerSpec, Issuers.Authority> authorities = new ConcurrentHashMap<>();

    ConfiguredAuthorities(Configuration configuration, Web web, Map<String, String> environment, Clock clock) {
        this(configuration, issuer -> web, environment, new NamedSecrets(environment), clock);
    }

    /** Where a host finds secrets by itself, and whoever revokes later asks that host: nothing is carried. */
    ConfiguredAuthorities(
            Configuration configuration,
            Function<IssuerSpec, Web> ways,
            Function<String, Secret> secrets,
            Clock clock) {
        this(configuration, ways, Map.of(), secrets, clock);
    }

    private ConfiguredAuthorities(
            Configuration configuration,
            Function<IssuerSpec, Web> ways,
            Map<String, String> environment,
            Function<String, Secret> secrets,
            Clock clock) {
        this.configuration = configuration;
        this.ways = ways;
        this.environment = environment;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public IssuerSpec issuer(String name) {
        IssuerSpec spec = configuration.issuers().get(name);
        if (spec == null) {
            throw new IllegalArgumentException("there is no issuer " + name);
        }
        return spec;
    }

    @Override
    public IdentitySpec identity(String name) {
        return configuration.identities().stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no identity " + name));
    }

    @Override
    public String audience(IssuerSpec issuer) {
        return Issuers.audience(issuer);
    }

    @Override
    public CredentialIssuer open(IssuerSpec issuer, IdentityTokens tokens) {
        return authorities
                .computeIfAbsent(issuer, spec -> Issuers.authority(spec, ways.apply(spec), clock))
                .issuer(tokens, secrets);
    }

    @Override
    public Map<String, Secret> carried(IssuerSpec issuer, IdentitySpec identity) {
        Map<String, Secret> carried = new HashMap<>();
        if (Issuers.revokesWithSecrets(issuer)) {
            issuer.settings().values().stream()
                    .filter(value -> value.startsWith(ENVIRONMENT))
                    .forEach(place -> carry(place.substring(ENVIRONMENT.length()), carried));
        }
        IdentitySources.variables(identity).forEach(variable -> carry(variable, carried));
        return carried;
    }

    private void carry(String variable, Map<String, Secret> carried) {
        String value = environment.get(variable);
        if (value != null && !value.isBlank()) {
            carried.put(ENVIRONMENT + variable, Secret.of(value));
        }
    }
}
