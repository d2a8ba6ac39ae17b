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

/** One part of what a credential opens, and its values: {@code scope}, {@code permissions}. */
public final class PartEntry implements Describable<PartEntry> {
    private final String part;
    private final List<String> values;

    @DataBoundConstructor
    public PartEntry(String part, List<String> values) {
        this.part = part.strip();
        this.values = Lines.of(values);
    }

    public String getPart() {
        return part;
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
    public static final class DescriptorImpl extends Descriptor<PartEntry> {
        @Override
        public String getDisplayName() {
            return "Part";
        }

        @POST
        public FormValidation doCheckPart(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }
    }
}
