package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A file, and what stands in it. */
public final class FileEntry implements Describable<FileEntry> {
    private final String name;
    private @Nullable String as;
    private @Nullable String field;
    private @Nullable String username;

    @DataBoundConstructor
    public FileEntry(String name) {
        this.name = name.strip();
    }

    /** With the keys of {@code jit-credentials.yml}. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        Lines.put(settings, "as", as);
        Lines.put(settings, "field", field);
        Lines.put(settings, "username", username);
        return settings;
    }

    public String getName() {
        return name;
    }

    public @Nullable String getAs() {
        return as;
    }

    @DataBoundSetter
    public void setAs(@Nullable String as) {
        this.as = Lines.orNull(as);
    }

    public @Nullable String getField() {
        return field;
    }

    @DataBoundSetter
    public void setField(@Nullable String field) {
        this.field = Lines.orNull(field);
    }

    public @Nullable String getUsername() {
        return username;
    }

    @DataBoundSetter
    public void setUsername(@Nullable String username) {
        this.username = Lines.orNull(username);
    }

    /** In a form. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<FileEntry> {
        @Override
        public String getDisplayName() {
            return "File";
        }

        /** What is usual: of what somebody stored, a field has whatever name it was given. */
        public ComboBoxModel doFillFieldItems() {
            return new ComboBoxModel("token", "username", "password");
        }

        public ListBoxModel doFillAsItems() {
            return FormChecks.choices("value", "properties", "json", "netrc", "docker-config");
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }
    }
}
