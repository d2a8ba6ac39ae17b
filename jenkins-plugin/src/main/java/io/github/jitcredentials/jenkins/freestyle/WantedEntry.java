package io.github.jitcredentials.jenkins.freestyle;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.github.jitcredentials.jenkins.block.Wanted;
import io.github.jitcredentials.jenkins.config.ProfileChoice;
import io.github.jitcredentials.jenkins.config.VariableEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** One profile that a build wants. */
@Restricted(NoExternalUse.class)
public final class WantedEntry extends AbstractDescribableImpl<WantedEntry> {
    private final String profile;
    private @Nullable String purpose;
    private @Nullable String ttl;
    private List<VariableEntry> variables = List.of();

    @DataBoundConstructor
    public WantedEntry(String profile) {
        this.profile = profile.strip();
    }

    Wanted wanted() {
        Map<String, String> named = new LinkedHashMap<>();
        variables.forEach(entry -> named.put(entry.getVariable(), entry.getField()));
        return new Wanted(profile, purpose, ttl, named);
    }

    public String getProfile() {
        return profile;
    }

    public @Nullable String getPurpose() {
        return purpose;
    }

    @DataBoundSetter
    public void setPurpose(@Nullable String purpose) {
        this.purpose = Util.fixEmptyAndTrim(purpose);
    }

    public @Nullable String getTtl() {
        return ttl;
    }

    @DataBoundSetter
    public void setTtl(@Nullable String ttl) {
        this.ttl = Util.fixEmptyAndTrim(ttl);
    }

    public List<VariableEntry> getVariables() {
        return variables;
    }

    /** Variables, and the credential's field each gets, instead of the profile's. */
    @DataBoundSetter
    public void setVariables(@Nullable List<VariableEntry> variables) {
        this.variables = variables == null ? List.of() : List.copyOf(variables);
    }

    /** In a form. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<WantedEntry> {
        @Override
        public String getDisplayName() {
            return "Profile";
        }

        @RequirePOST
        public ListBoxModel doFillProfileItems(
                @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String profile) {
            return ProfileChoice.isFor(item) ? ProfileChoice.all(item, profile) : ProfileChoice.only(profile);
        }

        @RequirePOST
        public FormValidation doCheckProfile(
                @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
            return ProfileChoice.isFor(item) ? ProfileChoice.check(item, value) : FormValidation.ok();
        }
    }
}
