package io.github.jitcredentials.model;

import java.util.Map;

/**
 * What an issuer needs to find a credential again in order to revoke and probe it. Opaque to everybody but that issuer.
 *
 * @param open parts that open nothing by themselves (an accessor, an object's name); may be stored and printed
 * @param sealed parts that are secret; stored only sealed, handed to other processes only through a pipe
 */
public record Handle(Map<String, String> open, Map<String, Secret> sealed) {
    public Handle {
        if (open.isEmpty() && sealed.isEmpty()) {
            throw new IllegalArgumentException("a handle has at least one part");
        }
        open = Ordered.copy(open);
        sealed = Ordered.copy(sealed);
    }
}
