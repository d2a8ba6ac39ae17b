package io.github.jitcredentials.authority;

import io.github.jitcredentials.authority.ci.TrialCi;
import io.github.jitcredentials.authority.grant.Grant;
import io.github.jitcredentials.authority.grant.Ledger;
import io.github.jitcredentials.authority.http.Faults;
import io.github.jitcredentials.authority.http.FaultsRoute;
import io.github.jitcredentials.authority.http.LoopbackServer;
import io.github.jitcredentials.authority.http.Reply;
import io.github.jitcredentials.authority.http.Route;
import io.github.jitcredentials.authority.identity.IdentityVerifier;
import io.github.jitcredentials.authority.identity.TrustedIssuer;
import io.github.jitcredentials.authority.identity.UsedAssertions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth 2.0 token service on loopback that needs no set-up: for trial only.
 *
 * <p>Grants live in memory and end with the process, as do its keys and its admin token. Thread safe.
 */
public final class TrialAuthority implements AutoCloseable {
    private final LoopbackServer server;
    private final AdminToken admin;
    private final Ledger ledger;
    private final @Nullable TrialCi ci;
    private final List<AutoCloseable> opened;

    private TrialAuthority(
            LoopbackServer server, AdminToken admin, Ledger ledger, @Nullable TrialCi ci, List<AutoCloseable> opened) {
        this.server = server;
        this.admin = admin;
        this.ledger = ledger;
        this.ci = ci;
        this.opened = List.copyOf(opened);
    }

    /**
     * Starts to answer on 127.0.0.1.
     *
     * @throws IOException if the port is taken or a file can't be written
     * @throws IllegalArgumentException if the settings contradict themselves
     */
    public static TrialAuthority start(AuthoritySettings settings) throws IOException {
        LoopbackServer server = LoopbackServer.bind(settings.port());
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "trial-ci");
            thread.setDaemon(true);
            return thread;
        });
        List<AutoCloseable> opened = new ArrayList<>();
        opened.add(server);
        opened.add(scheduler::shutdownNow);
        try {
            Path state = settings.state();
            AdminToken admin = state == null ? AdminToken.inNewDirectory() : AdminToken.in(state);
            opened.add(admin);
            Path directory = settings.ci();
            TrialCi ci = directory == null
                    ? null
                    : TrialCi.open(server.url(), directory, settings.ciClaims(), settings.clock());
            if (ci != null) {
                opened.add(ci);
                ci.keepFresh(scheduler);
            }
            Ledger ledger = new Ledger(settings.clock());
            server.serve(routes(settings, server, admin, ledger, ci));
            return new TrialAuthority(server, admin, ledger, ci, opened);
        } catch (IOException | RuntimeException e) {
            closeAll(opened, e);
            throw e;
        }
    }

    private static Map<String, Route> routes(
            AuthoritySettings settings, LoopbackServer server, AdminToken admin, Ledger ledger, @Nullable TrialCi ci) {
        String issuer = server.url().toString();
        List<TrustedIssuer> trusted = new ArrayList<>(settings.issuers());
        if (ci != null) {
            trusted.add(ci.trusted());
        }
        List<TrialClient> known =
                settings.clientsFor(ci == null ? null : ci.issuer().toString());
        Clients clients = new Clients(
                known, new IdentityVerifier(trusted, issuer, settings.clock()), new UsedAssertions(settings.clock()));
        AccessTokens tokens = new AccessTokens(issuer, known);
        Map<String, Route> routes = new HashMap<>();
        if (ci != null) {
            routes.putAll(ci.routes());
        }
        routes.put("/.well-known/oauth-authorization-server", new Metadata(issuer, known));
        routes.put("/token", new TokenEndpoint(clients, tokens, ledger, settings.clock()));
        routes.put("/revoke", new RevocationEndpoint(clients, ledger));
        routes.put("/introspect", new IntrospectionEndpoint(admin, clients, ledger, issuer));
        routes.put("/jwks", reading(() -> Reply.json(200, tokens.publicKeys().toJSONObject())));
        routes.put("/health", reading(() -> Reply.json(200, Map.of("status", "ok"))));
        routes.put("/live", admin.guard(reading(() -> Reply.json(200, GrantsPage.of(ledger.alive())))));
        routes.put("/grants", admin.guard(reading(() -> Reply.json(200, GrantsPage.of(ledger.all())))));
        routes.put("/faults", admin.guard(new FaultsRoute(server.faults())));
        return routes;
    }

    private static Route reading(Supplier<Reply> page) {
        return request -> {
            request.only("GET");
            return page.get();
        };
    }

    /** {@code http://127.0.0.1:PORT}: its issuer name, the audience of identities, and where it is asked. */
    public URI url() {
        return server.url();
    }

    /** The file with the admin token, 0600; gone when this is closed. */
    public Path adminTokenFile() {
        return admin.file();
    }

    /** The trial CI, if the settings ask for one. */
    public Optional<TrialCi> ci() {
        return Optional.ofNullable(ci);
    }

    /** Ways to misbehave. */
    public Faults faults() {
        return server.faults();
    }

    /** All that was ever granted, in that order. */
    public List<Grant> grants() {
        return ledger.all();
    }

    /** What is alive. */
    public List<Grant> live() {
        return ledger.alive();
    }

    /** Stops to answer and deletes its files. Nothing granted can be used any more. May be called again. */
    @Override
    public void close() {
        IllegalStateException failed = new IllegalStateException("the trial authority could not clean up");
        closeAll(opened, failed);
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }

    private static void closeAll(List<AutoCloseable> opened, Exception failure) {
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }

    @Override
    public String toString() {
        return "TrialAuthority " + url();
    }
}
