package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.Secret;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resolver's configuration as it was, but that the exact question for a guarded server's HTTP headers, asked on the
 * thread of a guarded goal, is answered with a credential, which is minted by that question. Whatever copies, lists, prints
 * or searches this map sees the plain configuration and mints nothing.
 *
 * <p>A header goes wherever its transport takes it. Apache HttpClient, under Wagon and the resolver's own transports, sends
 * what it was given to wherever it is redirected: so redirects are turned off for that server. The JDK's client, Maven 4's
 * first choice, does the same and cannot be told, and would prefer a stored password: so it is passed over while a guarded
 * goal runs, and Maven takes its next transport.
 */
final class RelayProperties extends AbstractMap<String, Object> {
    /** Resolver 1.x, with native HTTP and with Wagon, and resolver 2.x. */
    private static final List<String> HEADERS =
            List.of("aether.connector.http.headers", "aether.transport.http.headers");

    private static final List<String> FOLLOW_REDIRECTS =
            List.of("aether.connector.http.followRedirects", "aether.transport.apache.followRedirects");
    /** A factory whose priority is no number is off. */
    private static final Map<String, Object> TRANSPORTS = Map.of(
            "aether.priority.org.eclipse.aether.transport.jdk.JdkTransporterFactory", Float.NaN,
            "aether.priority.org.eclipse.aether.transport.jetty.JettyTransporterFactory", Float.NaN,
            "aether.priority.cached", false);

    private static final List<String> WAGON = List.of("aether.connector.wagon.config", "aether.transport.wagon.config");

    private final Map<String, Object> plain;
    private final CurrentExecution current;

    RelayProperties(Map<String, Object> plain, CurrentExecution current) {
        this.plain = plain;
        this.current = current;
    }

    @Override
    public @Nullable Object get(Object key) {
        Object known = plain.get(key);
        if (!(key instanceof String name) || !name.startsWith("aether.")) {
            return known;
        }
        Object restraint = current.around()
                .map(execution -> restraint(name, known, execution))
                .orElse(null);
        return restraint != null
                ? restraint
                : current.get()
                        .map(execution -> headers(name, known, execution))
                        .orElse(known);
    }

    private static @Nullable Object restraint(String name, @Nullable Object known, GuardedExecution execution) {
        if (TRANSPORTS.containsKey(name)) {
            return execution.guardsAny() ? TRANSPORTS.get(name) : null;
        }
        if (server(name, FOLLOW_REDIRECTS).filter(execution::guards).isPresent()) {
            return false;
        }
        return server(name, WAGON).filter(execution::guards).isPresent() ? WagonConfiguration.restrained(known) : null;
    }

    private @Nullable Object headers(String name, @Nullable Object known, GuardedExecution execution) {
        Optional<String> server = server(name, HEADERS);
        Optional<Secret> authorization = server.flatMap(execution::authorization);
        if (authorization.isEmpty()) {
            return known;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String property : WAGON) {
            headers.putAll(WagonConfiguration.headers(plain.get(property + "." + server.get())));
        }
        Object own = known != null
                ? known
                : plain.get(name.substring(0, name.length() - server.get().length() - 1));
        if (own instanceof Map<?, ?> map) {
            map.forEach((header, value) -> headers.put(String.valueOf(header), String.valueOf(value)));
        }
        // The user's own headers stay; an Authorization among them gives way.
        headers.keySet().removeIf("Authorization"::equalsIgnoreCase);
        return new SecretHeaders(headers, authorization.get());
    }

    /** The server id in a property's name, if the name is one of these and an id. */
    private static Optional<String> server(String name, List<String> properties) {
        return properties.stream()
                .filter(property -> name.startsWith(property + "."))
                .map(property -> name.substring(property.length() + 1))
                .findFirst();
    }

    @Override
    public Object getOrDefault(Object key, Object otherwise) {
        return plain.getOrDefault(key, otherwise);
    }

    @Override
    public boolean containsKey(Object key) {
        return plain.containsKey(key);
    }

    @Override
    public int size() {
        return plain.size();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return Collections.unmodifiableMap(plain).entrySet();
    }

    /** What a transport iterates to send: gives the credential to whoever walks it, but does not print it. */
    private static final class SecretHeaders extends AbstractMap<String, String> {
        private final Map<String, String> entries;

        SecretHeaders(Map<String, String> plain, Secret authorization) {
            Map<String, String> all = new LinkedHashMap<>(plain);
            all.put("Authorization", authorization.reveal());
            entries = Collections.unmodifiableMap(all);
        }

        @Override
        public Set<Entry<String, String>> entrySet() {
            return entries.entrySet();
        }

        @Override
        public String toString() {
            return entries.keySet().toString();
        }
    }
}
