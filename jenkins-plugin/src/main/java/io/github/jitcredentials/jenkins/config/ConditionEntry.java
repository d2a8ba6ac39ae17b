package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import java.util.List;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What must be claimed: one of the values. */
public final class ConditionEntry implements Describable<ConditionEntry> {
    private final String claim;
    private final List<String> values;

    @DataBoundConstructor
    public ConditionEntry(String claim, List<String> values) {
        this.claim = claim.strip();
        this.values = Lines.of(values);
    }

    public String getClaim() {
        return claim;
    }

    public List<String> getValues() {
        return values;
    }

    /** For a form. */
    public String getValuesText() {
        return Lines.text(values);
    }

    /** In a form. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<ConditionEntry> {
        @Override
        public String getDisplayName() {
            return "Condition";
        }

        @POST
        public FormValidation doCheckClaim(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }
    }
}
