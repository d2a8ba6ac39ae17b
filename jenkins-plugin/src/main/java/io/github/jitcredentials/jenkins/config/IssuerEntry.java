package io.github.jitcredentials.jenkins.config;

import hudson.model.Describable;
import hudson.model.Descriptor;
import java.util.Map;

/** Who grants, by name: one class for each type of {@code issuers}. */
public abstract class IssuerEntry implements Describable<IssuerEntry> {
    private final String name;

    protected IssuerEntry(String name) {
        this.name = name.strip();
    }

    public final String getName() {
        return name;
    }

    /** As {@code jit-credentials.yml} calls it. */
    abstract String type();

    /** What it says, with that file's keys; what is not said is not there. */
    abstract Map<String, Object> settings(CredentialPlaces places);

    /** What all descriptors of issuers are. */
    public abstract static class IssuerDescriptor extends Descriptor<IssuerEntry> {}
}
