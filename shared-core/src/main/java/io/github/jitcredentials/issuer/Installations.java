package io.github.jitcredentials.issuer;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where an App is installed, by the path that was asked for it. An installation gets another number when it is made again, so
 * what is remembered may be wrong and is then forgotten. Thread safe.
 */
final class Installations {
    private final Map<String, Long> ids = new ConcurrentHashMap<>();

    Optional<Long> at(String path) {
        return Optional.ofNullable(ids.get(path));
    }

    void remember(String path, long id) {
        ids.put(path, id);
    }

    void forget(String path) {
        ids.remove(path);
    }
}
