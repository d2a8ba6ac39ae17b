package io.github.jitcredentials.jenkins.folder;

import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import io.github.jitcredentials.jenkins.config.PartEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A profile that is offered above, and how much of it a folder takes. */
public final class PickEntry implements Describable<PickEntry> {
    private final String profile;
    private @Nullable String ttl;
    private List<PartEntry> request = List.of();

    @DataBoundConstructor
    public PickEntry(String profile) {
        this.profile = profile.strip();
    }

    public String getProfile() {
        return profile;
    }

    /** Null for all of it. */
    public @Nullable String getTtl() {
        return ttl;
    }

    @DataBoundSetter
    public void setTtl(@Nullable String ttl) {
        this.ttl = Util.fixEmptyAndTrim(ttl);
    }

    /** Empty for all of it. */
    public List<PartEntry> getRequest() {
        return request;
    }

    @DataBoundSetter
    public void setRequest(@Nullable List<PartEntry> request) {
        this.request = request == null ? List.of() : List.copyOf(request);
    }

    /** In a form. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<PickEntry> {
        @Override
        public String getDisplayName() {
            return "Profile from above";
        }
    }
}
