package io.github.jitcredentials.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Unchangeable copies in the order of their names; small ones where there is little in them, as there may be many leases. */
final class Ordered {
    private Ordered() {}

    static <V> Map<String, V> copy(Map<String, V> map) {
        return map.size() < 2 ? Map.copyOf(map) : Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
