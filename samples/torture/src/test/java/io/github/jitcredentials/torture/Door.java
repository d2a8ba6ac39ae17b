package io.github.jitcredentials.torture;

/** Where an authority is asked. */
enum Door {
    TOKEN,
    REVOKE,
    INTROSPECT;

    String path() {
        return "/" + name().toLowerCase(java.util.Locale.ROOT);
    }
}
