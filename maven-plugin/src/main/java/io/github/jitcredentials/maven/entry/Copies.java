package io.github.jitcredentials.maven.entry;

import java.net.URL;
import java.security.CodeSource;
import java.util.Map;
import java.util.TreeSet;

/**
 * Notices that two copies of this extension live in one build, for example two versions in one reactor: both would be told
 * of every goal and both would mint. The note lies in the build's request, under a key and in JDK types that every version
 * shares.
 */
final class Copies {
    /** The same for ever: copies of different versions must find each other. */
    static final String KEY = "io.github.jitcredentials.copies";

    private final String self;

    Copies(String self) {
        this.self = self;
    }

    static Copies ofThis() {
        CodeSource source = Copies.class.getProtectionDomain().getCodeSource();
        URL jar = source == null ? null : source.getLocation();
        String version = Copies.class.getPackage() == null
                ? null
                : Copies.class.getPackage().getImplementationVersion();
        return new Copies((version == null ? "" : version + " ") + "from " + (jar == null ? "an unknown place" : jar)
                + " #" + Integer.toHexString(System.identityHashCode(Copies.class)));
    }

    /** Adds this copy to those of the build. Idempotent. */
    void register(Map<String, Object> build) {
        synchronized (build) {
            StringBuilder all = new StringBuilder();
            TreeSet<String> names = names(build);
            names.add(self);
            for (String name : names) {
                all.append(name).append('\n');
            }
            build.put(KEY, all.toString());
        }
    }

    /** @throws GuardException if there are others, naming all */
    void requireOne(Map<String, Object> build) {
        TreeSet<String> names;
        synchronized (build) {
            names = names(build);
        }
        if (names.size() <= 1) {
            return;
        }
        StringBuilder all = new StringBuilder("jit-credentials: this build has " + names.size()
                + " copies of the extension, and each would mint a credential");
        for (String name : names) {
            all.append(System.lineSeparator()).append("  ").append(name, 0, name.lastIndexOf(" #"));
        }
        all.append(System.lineSeparator())
                .append("  Declare it once, in one version: in the root POM or in .mvn/extensions.xml, not in both.")
                .append(System.lineSeparator())
                .append("  Nothing was issued. Nothing was uploaded.");
        throw new GuardException(all.toString(), null);
    }

    private static TreeSet<String> names(Map<String, Object> build) {
        TreeSet<String> names = new TreeSet<>();
        Object known = build.get(KEY);
        if (known instanceof String) {
            for (String name : ((String) known).split("\n")) {
                names.add(name);
            }
        }
        return names;
    }
}
