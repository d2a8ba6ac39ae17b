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
 * <p>The same questions also turn redirects off for that server: Apache HttpClient, under each of Maven's transports, sends
 * the headers it was given to wherever it is redirected.
 */
final class RelayProperties extends AbstractMap<String, Object> {
    /** Resolver 1.x, with native HTTP and with Wagon, and resolver 2.x. */
    private static final List<String> HEADERS =
            List.of("aether.connector.http.headers", "aether.transport.http.headers");

    private static final Set<String> FOLLOW_REDIRECTS =
            Set.of("aether.connector.http.followRedirects", "aether.transport.apache.followRedirects");
    private static final String WAGON = "aether.connector.wagon.config";

    private final Map<String, Object> plain;
    private final CurrentExecution current;

    RelayProperties(Map<String, Object> plain, CurrentExecution current) {
        this.plain = plain;
        this.current = current;
    }

    @Override
    public @Nullable Object get(Object key) {
        Object known = plain.get(key);
        Optional<GuardedExecution> execution = current.get();
        if (execution.isEmpty() || !(key instanceof String name)) {
            return known;
        }
        return answer(name, known, execution.get());
    }

    private @Nullable Object answer(String name, @Nullable Object known, GuardedExecution execution) {
        for (String headers : HEADERS) {
            if (name.startsWith(headers + ".")) {
                return execution
                        .authorization(name.substring(headers.length() + 1))
                        .map(secret -> (Object) headers(known != null ? known : plain.get(headers), secret))
                        .orElse(known);
            }
        }
        for (String follow : FOLLOW_REDIRECTS) {
            if (name.startsWith(follow + ".") && execution.guards(name.substring(follow.length() + 1))) {
                return Boolean.FALSE;
            }
        }
        if (name.startsWith(WAGON + ".") && execution.guards(name.substring(WAGON.length() + 1))) {
            return WagonConfiguration.withoutRedirects(known);
        }
        return known;
    }

    /** The user's own headers stay; an Authorization among them gives way. */
    private static Map<String, String> headers(@Nullable Object own, Secret authorization) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (own instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (name != null && value != null && !name.toString().equalsIgnoreCase("Authorization")) {
                    headers.put(name.toString(), value.toString());
                }
            });
        }
        return new SecretHeaders(headers, authorization);
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
