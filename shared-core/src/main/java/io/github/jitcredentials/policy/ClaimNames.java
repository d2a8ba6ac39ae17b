package io.github.jitcredentials.policy;

import java.util.List;

/** The claims that rules and purposes may name. */
public final class ClaimNames {
    /** Those that every host has in the same words; see {@link io.github.jitcredentials.model.Identity#claims}. */
    public static final List<String> NORMALISED = List.of(
            "repository",
            "ref",
            "ref_name",
            "event",
            "environment",
            "job",
            "run",
            "actor",
            "fork",
            "replayed",
            "change_request");

    private static final List<String> FLAGS = List.of("fork", "replayed", "change_request");
    private static final String RAW = "claim.";

    private ClaimNames() {}

    /** A normalised name, or {@code claim.NAME} for a claim as its issuer calls it. */
    public static boolean isKnown(String name) {
        return NORMALISED.contains(name) || name.startsWith(RAW) && name.length() > RAW.length();
    }

    /** Whether the claim is {@code true} or {@code false} and nothing else. */
    static boolean isFlag(String name) {
        return FLAGS.contains(name);
    }
}
