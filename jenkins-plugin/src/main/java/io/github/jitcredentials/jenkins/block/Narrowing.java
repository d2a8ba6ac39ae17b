package io.github.jitcredentials.jenkins.block;

import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How much less than its profiles a block gets, by the word of its own repository. Made for the block once and stored with it: a
 * file that is changed meanwhile changes nothing. Applied to a profile it can only take away. Immutable.
 */
public final class Narrowing {
    /** Says nothing. */
    public static final Narrowing NONE = new Narrowing("", new TreeMap<>());

    private final String source;
    private final TreeMap<String, Less> profiles;

    private Narrowing(String source, TreeMap<String, Less> profiles) {
        this.source = source;
        this.profiles = profiles;
    }

    /**
     * Of what a file's profiles say, what can narrow.
     *
     * @param source where that is said
     */
    public static Narrowing of(String source, Map<String, Profile> said) {
        TreeMap<String, Less> profiles = new TreeMap<>();
        said.forEach((name, profile) -> profiles.put(name, new Less(profile)));
        return new Narrowing(source, profiles);
    }

    boolean isEmpty() {
        return profiles.isEmpty();
    }

    /** @throws JitException.Misconfigured if it says more than the profile */
    Profile apply(Profile profile) {
        Less less = profiles.get(profile.name());
        return less == null
                ? profile
                : profile.within(Scope.of(less.scope), source + ", request")
                        .shortened(Durations.parse(less.ttl), source + ", ttl");
    }

    /** What is left of one profile, as text. */
    private static final class Less {
        private final String ttl;
        private final TreeMap<String, TreeSet<String>> scope = new TreeMap<>();

        Less(Profile profile) {
            ttl = Durations.format(profile.ttl());
            profile.scope().parts().forEach((part, values) -> scope.put(part, new TreeSet<>(values)));
        }
    }
}
