package io.github.jitcredentials.jenkins;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.ProxyConfiguration;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.github.jitcredentials.frontend.ServerAssembly;
import io.github.jitcredentials.frontend.ServerDesk;
import io.github.jitcredentials.frontend.ServerFacts;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.CredentialPlaces;
import io.github.jitcredentials.jenkins.config.FolderBounds;
import io.github.jitcredentials.jenkins.folder.Effective;
import io.github.jitcredentials.jenkins.identity.BuildIssuer;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jenkins.model.Jenkins;
import jenkins.util.ContextResettingExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The one keeper of leases of this controller. There is no guardian, a second process that ends leases when this one dies: whatever
 * kills a controller mostly takes along all of its container or service, and a build goes on after the restart, with a step that
 * went on meanwhile. What is nobody's any more is ended by the first sweep after the start. Thread safe.
 */
@Extension
public final class JitCredentials {
    private static final Duration REVOKE = Duration.ofSeconds(30);

    /** How many folders' issuers are remembered at once. */
    private static final int DESKS = 500;

    private final ExecutorService threads = new ContextResettingExecutorService(
            Executors.newCachedThreadPool(new NamingThreadFactory(new DaemonThreadFactory(), "jit-credentials")));
    private @Nullable ServerAssembly server;
    private final Map<String, Desk> desks = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Desk> eldest) {
            return size() > DESKS;
        }
    };
    private volatile boolean closing;

    public static JitCredentials get() {
        return ExtensionList.lookupSingleton(JitCredentials.class);
    }

    /**
     * Opened when it is first needed: a controller that opens no lease keeps no journal.
     *
     * @throws JitException.NotRecorded if journal or audit log can't be kept, or the controller is being shut down
     */
    public synchronized ServerAssembly server() {
        if (closing) {
            throw new JitException.NotRecorded(
                    Problem.of("no credential is handed out: the controller is being shut down"), null);
        }
        ServerAssembly known = server;
        if (known == null) {
            SecureRandom random = new SecureRandom();
            known = ServerAssembly.of(new ServerFacts(
                    "jenkins",
                    version(),
                    Places.journal(),
                    Places.machine(),
                    Places.key(random),
                    Places.audit(),
                    new ServerFacts.Audience(() -> ControllerConfiguration.get().eventsFile(), Watches::audited),
                    proxy(),
                    REVOKE,
                    CredentialPlaces::secret,
                    BuildIssuer.get()::source,
                    new ServerFacts.Bounds(Effective::isOfFolder, JitCredentials::reaches),
                    new Watches()));
            server = known;
        }
        return known;
    }

    /** The server, if it is open, or earlier starts left something. */
    public Optional<ServerAssembly> serverIfUsed() {
        synchronized (this) {
            if (closing || server == null && !Places.areUsed()) {
                return Optional.empty();
            }
        }
        return Optional.of(server());
    }

    /** Where leases are opened under what the controller says, whatever a folder says. */
    public ServerDesk desk() {
        return desk(Jenkins.get());
    }

    /**
     * Where leases are opened for builds of a job: under what the controller and the job's folders say now.
     *
     * @throws JitException.Misconfigured with all that is wrong with it
     */
    public ServerDesk desk(Job<?, ?> job) {
        return desk(job.getParent());
    }

    /**
     * Where leases are opened for builds of a group's jobs.
     *
     * @throws JitException.Misconfigured with all that is wrong with it
     */
    public ServerDesk desk(ItemGroup<?> group) {
        Effective effective = Effective.of(group);
        if (effective.configuration().profiles().isEmpty()
                && effective.problems().isEmpty()) {
            throw new JitException.Misconfigured(new Problem(
                    "nothing is configured on this controller",
                    "Manage Jenkins, System, JIT Credentials",
                    "name an issuer, a profile, and a rule that permits it"));
        }
        ServerAssembly opened = server();
        synchronized (desks) {
            String name = group.getFullName();
            Desk known = desks.get(name);
            if (known == null || known.server() != opened || !known.effective().isSameAs(effective)) {
                known = new Desk(opened, effective, opened.desk(effective.configuration()));
                desks.put(name, known);
            }
            return known.desk();
        }
    }

    /** One that is good as long as nothing changes. What issuers say of themselves is asked once for each. */
    private record Desk(ServerAssembly server, Effective effective, ServerDesk desk) {}

    private static boolean reaches(InetAddress address) {
        FolderBounds bounds = ControllerConfiguration.get().getFolders();
        // With none, nothing is issued; what is alive can still be revoked where it is public.
        return (bounds == null ? FolderBounds.NONE : bounds).reaches(address);
    }

    /** For work that waits for others: issuers, agents, the disk. */
    public ExecutorService threads() {
        return threads;
    }

    /** Whether the controller is being shut down: what can't be done any more is done after the next start. */
    public boolean isClosing() {
        return closing;
    }

    /** Ends what can't outlive this process, and closes the journal. Idempotent. */
    public void close() {
        ServerAssembly open;
        synchronized (this) {
            closing = true;
            open = server;
            server = null;
        }
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static String version() {
        return Optional.ofNullable(Jenkins.get().getPluginManager().getPlugin("jit-credentials"))
                .map(plugin -> plugin.getVersion())
                .orElse("unknown");
    }

    /** As Jenkins' own settings say, for issuers of either scheme. */
    private static Map<String, String> proxy() {
        Map<String, String> properties = new HashMap<>();
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        if (proxy != null) {
            for (String scheme : new String[] {"http", "https"}) {
                properties.put(scheme + ".proxyHost", proxy.getName());
                properties.put(scheme + ".proxyPort", String.valueOf(proxy.getPort()));
            }
            properties.put(
                    "http.nonProxyHosts",
                    String.join(
                            "|",
                            proxy.getNoProxyHost() == null
                                    ? ""
                                    : proxy.getNoProxyHost().replace('\n', '|')));
        }
        return properties;
    }
}
