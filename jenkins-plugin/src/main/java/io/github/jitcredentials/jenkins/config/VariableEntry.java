package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** An environment variable, and the field of the credential that it gets. */
public final class VariableEntry implements Describable<VariableEntry> {
    private final String variable;
    private final String field;

    @DataBoundConstructor
    public VariableEntry(String variable, String field) {
        this.variable = variable.strip();
        this.field = field.strip();
    }

    public String getVariable() {
        return variable;
    }

    public String getField() {
        return field;
    }

    /** In a form. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<VariableEntry> {
        @Override
        public String getDisplayName() {
            return "Variable";
        }

        @POST
        public FormValidation doCheckVariable(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }

        @POST
        public FormValidation doCheckField(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }
    }
}
