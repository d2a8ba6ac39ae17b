package io.github.jitcredentials.jenkins.block;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a block asks for. Holds no secret, so that it may be stored with its build. Immutable. */
public final class Wanted implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String profile;
    private final @Nullable String purpose;
    private final @Nullable String ttl;
    private final TreeMap<String, String> variables;
    private final boolean kept;

    /**
     * @param profile by name
     * @param purpose null for the profile's own
     * @param ttl null for the profile's own
     * @param variables environment variables and the credential's field each gets, instead of the profile's; empty for those
     */
    public Wanted(String profile, @Nullable String purpose, @Nullable String ttl, Map<String, String> variables) {
        this(profile, purpose, ttl, variables, false);
    }

    private Wanted(
            String profile,
            @Nullable String purpose,
            @Nullable String ttl,
            Map<String, String> variables,
            boolean kept) {
        this.profile = profile;
        this.purpose = purpose;
        this.ttl = ttl;
        this.variables = new TreeMap<>(variables);
        this.kept = kept;
    }

    /** One that is handed over in no variable and no file: whoever asks takes it from {@link LeaseBlock#values}. */
    public static Wanted kept(String profile, @Nullable String purpose) {
        return new Wanted(profile, purpose, null, Map.of(), true);
    }

    public String profile() {
        return profile;
    }

    public @Nullable String purpose() {
        return purpose;
    }

    public @Nullable String ttl() {
        return ttl;
    }

    public Map<String, String> variables() {
        return new TreeMap<>(variables);
    }

    boolean kept() {
        return kept;
    }
}
