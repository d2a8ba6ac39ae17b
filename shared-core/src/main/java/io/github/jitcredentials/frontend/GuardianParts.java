package io.github.jitcredentials.frontend;

import io.github.jitcredentials.audit.LenientAuditLog;
import io.github.jitcredentials.audit.SessionId;
import io.github.jitcredentials.broker.AuditedLeases;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.identity.Identities;
import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.identity.IdentitySources;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import io.github.jitcredentials.issuer.NamedSecrets;
import io.github.jitcredentials.lease.IssuerFactory;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.ProcessRoom;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.SuppressForbidden;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a guardian is made of in its own process. Public, with a public constructor, because that process finds it by name; not
 * for anybody else.
 */
public final class GuardianParts implements IssuerFactory {
    private static final String SESSION = "JIT_CREDENTIALS_SESSION";
    private static final String ROOM = "JIT_CREDENTIALS_ROOM";
    private static final String ENVIRONMENT = "env:";
    private static final URI NOWHERE = URI.create("https://rehearsal.invalid/");

    private final Clock clock;
    private final Web web;
    private final LeaseListener listener;
    private final Path room;
    private final Map<Part, CredentialIssuer> prepared = new ConcurrentHashMap<>();

    /** What leases share that were asked of one authority in one name. */
    private record Part(IssuerSpec issuer, IdentitySpec identity, Map<String, Secret> secrets) {}

    /** In the guardian's own process, whose environment is what {@link #environment} made it. */
    @SuppressForbidden("the wiring of a process of its own")
    public GuardianParts() {
        this(System.getenv(), Clock.systemUTC(), new SecureRandom());
    }

    GuardianParts(Map<String, String> environment, Clock clock, SecureRandom random) {
        this.clock = clock;
        this.web = new Web(Network.settings(environment, Network.properties(environment)), clock);
        this.listener = listener(environment, clock, random);
        this.room = Path.of(environment.getOrDefault(ROOM, ""));
    }

    /** The environment that a guardian needs: no secret, and nothing of the build's own but where the network's edges are. */
    static Map<String, String> environment(HostFacts host, AuditFiles audit, SessionId session, Path room) {
        Map<String, String> out = new HashMap<>(Network.carried(host.environment(), host.properties()));
        for (String name : List.of("PATH", "LANG", "LC_ALL", "TZ", "XDG_RUNTIME_DIR")) {
            String value = host.environment().get(name);
            if (value != null) {
                out.put(name, value);
            }
        }
        out.putAll(audit.environment());
        out.put(SESSION, session.value());
        out.put(ROOM, room.toString());
        return out;
    }

    /** Made and prepared for the first lease, which waits for that; the same for those that come after it. */
    @Override
    public CredentialIssuer create(IssuerSpec issuer, IdentitySpec identity, Map<String, Secret> secrets) {
        return prepared.computeIfAbsent(new Part(issuer, identity, secrets), part -> {
            CredentialIssuer made = issuer(part.issuer(), part.identity(), part.secrets(), web, clock);
            made.prepare();
            return made;
        });
    }

    @Override
    public LeaseListener listener() {
        return listener;
    }

    @Override
    public void tidyUp() {
        if (room.isAbsolute()) {
            ProcessRoom.clear(room);
        }
    }

    @Override
    public void warmUp() {
        web.warmUp(NOWHERE);
    }

    /** The same issuer as in the process that wrote the specifications down. */
    static CredentialIssuer issuer(
            IssuerSpec issuer, IdentitySpec identity, Map<String, Secret> secrets, Web web, Clock clock) {
        Map<String, String> carried = new HashMap<>();
        secrets.forEach((place, secret) -> {
            if (place.startsWith(ENVIRONMENT)) {
                carried.put(place.substring(ENVIRONMENT.length()), secret.reveal());
            }
        });
        IdentitySource source = IdentitySources.create(identity, carried, web, clock);
        return Issuers.create(issuer, web, Identities.tokens(source), new NamedSecrets(carried), clock);
    }

    /** A guardian revokes whether or not it can write about it. */
    private static LeaseListener listener(Map<String, String> environment, Clock clock, SecureRandom random) {
        try {
            Optional<AuditFiles> files = AuditFiles.of(environment);
            if (files.isEmpty()) {
                return LeaseListener.NONE;
            }
            return new AuditedLeases(
                    new LenientAuditLog(files.get().open(random), problem -> {}),
                    new SessionId(environment.getOrDefault(SESSION, "")),
                    clock);
        } catch (JitException | IllegalArgumentException e) {
            return LeaseListener.NONE;
        }
    }
}
