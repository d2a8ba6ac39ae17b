package io.github.jitcredentials.jenkins.folder;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import io.github.jitcredentials.jenkins.config.IssuerEntry;
import io.github.jitcredentials.jenkins.config.ProfileEntry;
import io.github.jitcredentials.jenkins.config.RuleEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * What a folder says: which profiles from above its builds may ask for and how much of them, and issuers, profiles and rules of its
 * own. Its profiles name its own issuers, and its rules permit its own profiles: what is offered above stays as it is above.
 */
public final class FolderConfiguration implements Describable<FolderConfiguration> {
    /** What a folder says that says nothing. */
    static final FolderConfiguration NONE = new FolderConfiguration();

    private boolean onlyPicked;
    private List<PickEntry> picks = List.of();
    private List<IssuerEntry> issuers = List.of();
    private List<ProfileEntry> profiles = List.of();
    private List<RuleEntry> policy = List.of();

    @DataBoundConstructor
    public FolderConfiguration() {}

    /** Whether profiles from above that are not picked are not offered here. */
    public boolean isOnlyPicked() {
        return onlyPicked;
    }

    @DataBoundSetter
    public void setOnlyPicked(boolean onlyPicked) {
        this.onlyPicked = onlyPicked;
    }

    public List<PickEntry> getPicks() {
        return picks;
    }

    @DataBoundSetter
    public void setPicks(@Nullable List<PickEntry> picks) {
        this.picks = picks == null ? List.of() : List.copyOf(picks);
    }

    public List<IssuerEntry> getIssuers() {
        return issuers;
    }

    @DataBoundSetter
    public void setIssuers(@Nullable List<IssuerEntry> issuers) {
        this.issuers = issuers == null ? List.of() : List.copyOf(issuers);
    }

    public List<ProfileEntry> getProfiles() {
        return profiles;
    }

    @DataBoundSetter
    public void setProfiles(@Nullable List<ProfileEntry> profiles) {
        this.profiles = profiles == null ? List.of() : List.copyOf(profiles);
    }

    public List<RuleEntry> getPolicy() {
        return policy;
    }

    @DataBoundSetter
    public void setPolicy(@Nullable List<RuleEntry> policy) {
        this.policy = policy == null ? List.of() : List.copyOf(policy);
    }

    boolean addsAnything() {
        return !issuers.isEmpty() || !profiles.isEmpty() || !policy.isEmpty();
    }

    boolean isEmpty() {
        return !onlyPicked && picks.isEmpty() && !addsAnything();
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<FolderConfiguration> {
        @Override
        public String getDisplayName() {
            return "JIT credentials";
        }
    }
}
