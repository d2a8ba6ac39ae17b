package io.github.jitcredentials.authority;

import io.github.jitcredentials.authority.ci.CiClaims;
import io.github.jitcredentials.authority.command.Launch;
import io.github.jitcredentials.authority.command.Options;
import io.github.jitcredentials.authority.command.Program;
import io.github.jitcredentials.authority.command.UsageException;
import io.github.jitcredentials.authority.grant.TokenKind;
import io.github.jitcredentials.authority.identity.TrustedIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The trial authority as a process. */
public final class AuthorityMain implements Program {
    private static final String HELP = """
        The trial authority: an OAuth 2.0 token service on 127.0.0.1. For trial only.

          --port N             port; a free one unless given
          --state DIR          where admin-token goes (0600, deleted at exit); a new temporary directory unless given
          --ci DIR             hosts a trial CI: DIR/id-token is kept fresh, DIR/request-token is for <url>/ci/token
          --claim NAME=VALUE   what the trial CI says; may be repeated; an empty value leaves the claim out
          --issuer issuer=URL,jwks=URL[,alg=RS256+ES256]
                               an identity issuer whose word is taken; jwks may be a path; may be repeated
          --client id=ID,scope=A+B[,subject=SUB|*][,issuer=URL][,lifetime=SECONDS][,auth=none|private_key_jwt]
                   [,token=opaque|jwt]
                               a client; may be repeated; unless given: "trial" (none) and "trial-assertion"
                               (private_key_jwt), each with repo:read and repo:write for 300 seconds
          --exit-with-stdin    ends when stdin is closed
        """;

    private static final Set<String> ISSUER_PARTS = Set.of("issuer", "jwks", "alg");
    private static final Set<String> CLIENT_PARTS =
            Set.of("id", "scope", "subject", "issuer", "lifetime", "auth", "token");

    private AuthorityMain() {}

    public static void main(String[] args) {
        Launch.run("authority", new AuthorityMain(), args);
    }

    @Override
    public String help() {
        return HELP.stripTrailing();
    }

    @Override
    public Set<String> valued() {
        return Set.of("--port", "--state", "--ci", "--claim", "--issuer", "--client");
    }

    @Override
    public Running start(Options options) throws UsageException, IOException {
        TrialAuthority authority = TrialAuthority.start(settings(options));
        Map<String, Object> ready = new LinkedHashMap<>();
        ready.put("url", authority.url().toString());
        ready.put("adminTokenFile", authority.adminTokenFile().toString());
        authority.ci().ifPresent(ci -> {
            ready.put("idTokenFile", ci.idTokenFile().toString());
            ready.put("requestTokenFile", ci.requestTokenFile().toString());
            ready.put("requestUrl", ci.requestUrl().toString());
        });
        return new Running(authority, ready);
    }

    static AuthoritySettings settings(Options options) throws UsageException {
        List<TrustedIssuer> issuers = new ArrayList<>();
        for (String value : options.all("--issuer")) {
            issuers.add(issuer(Options.parts("--issuer", value, ISSUER_PARTS)));
        }
        List<TrialClient> clients = new ArrayList<>();
        for (String value : options.all("--client")) {
            clients.add(client(Options.parts("--client", value, CLIENT_PARTS)));
        }
        Map<String, String> claims = new LinkedHashMap<>();
        for (String claim : options.all("--claim")) {
            String[] pair = claim.split("=", 2);
            if (pair.length < 2 || pair[0].isEmpty()) {
                throw new UsageException("--claim has to be NAME=VALUE: " + claim);
            }
            claims.put(pair[0], pair[1]);
        }
        Path ci = options.path("--ci").orElse(null);
        if (ci == null && !claims.isEmpty()) {
            throw new UsageException("--claim is what the trial CI says: give --ci DIR too");
        }
        if (ci == null && issuers.isEmpty()) {
            throw new UsageException("nobody's identity would be taken: give --ci DIR or --issuer");
        }
        return new AuthoritySettings(
                options.port("--port"),
                options.path("--state").orElse(null),
                ci,
                ci == null ? Map.of() : CiClaims.completed(claims),
                issuers,
                clients,
                Clock.systemUTC());
    }

    private static TrustedIssuer issuer(Map<String, String> parts) throws UsageException {
        String jwks = need("--issuer", parts, "jwks");
        URI where = jwks.matches("[a-z]+:.*")
                ? URI.create(jwks)
                : Path.of(jwks).toAbsolutePath().toUri();
        Set<String> algorithms = words(parts.getOrDefault("alg", "RS256+ES256"));
        return new TrustedIssuer(need("--issuer", parts, "issuer"), where, algorithms);
    }

    private static TrialClient client(Map<String, String> parts) throws UsageException {
        return new TrialClient(
                need("--client", parts, "id"),
                parts.get("issuer"),
                parts.getOrDefault("subject", TrialClient.ANY_SUBJECT),
                words(need("--client", parts, "scope")),
                lifetime(parts.getOrDefault("lifetime", "300")),
                choice("auth", parts.get("auth"), TrialClient.Authentication.NONE),
                choice("token", parts.get("token"), TokenKind.OPAQUE));
    }

    private static Duration lifetime(String seconds) throws UsageException {
        if (!seconds.matches("[0-9]{1,5}")) {
            throw new UsageException("--client lifetime has to be seconds: " + seconds);
        }
        return Duration.ofSeconds(Long.parseLong(seconds));
    }

    private static <E extends Enum<E>> E choice(String part, @Nullable String spelled, E unlessGiven)
            throws UsageException {
        if (spelled == null) {
            return unlessGiven;
        }
        for (E one : unlessGiven.getDeclaringClass().getEnumConstants()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(spelled)) {
                return one;
            }
        }
        throw new UsageException("--client " + part + " can't be " + spelled + ": try --help");
    }

    private static Set<String> words(String joined) throws UsageException {
        try {
            return Set.of(joined.split("\\+"));
        } catch (IllegalArgumentException e) {
            throw new UsageException("said twice: " + joined);
        }
    }

    private static String need(String option, Map<String, String> parts, String name) throws UsageException {
        String value = parts.get(name);
        if (value == null || value.isEmpty()) {
            throw new UsageException(option + " needs the part " + name + ": try --help");
        }
        return value;
    }
}
