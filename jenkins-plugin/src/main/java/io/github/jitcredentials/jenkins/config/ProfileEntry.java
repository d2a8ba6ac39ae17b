package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What a build may ask for, by name. */
public final class ProfileEntry implements Describable<ProfileEntry> {
    private final String name;
    private final String issuer;
    private final List<PartEntry> request;
    private final String ttl;
    private @Nullable String renew;
    private @Nullable String purpose;
    private @Nullable String to;
    private @Nullable String onLeak;
    private List<VariableEntry> env = List.of();
    private List<FileEntry> file = List.of();

    @DataBoundConstructor
    public ProfileEntry(
            @Nullable String name, @Nullable String issuer, @Nullable List<PartEntry> request, @Nullable String ttl) {
        this.name = Lines.orEmpty(name);
        this.issuer = Lines.orEmpty(issuer);
        this.request = Lines.listed(request);
        this.ttl = Lines.orEmpty(ttl);
    }

    /** With the keys of {@code jit-credentials.yml}. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        Lines.put(settings, "issuer", issuer);
        Map<String, Object> parts = new LinkedHashMap<>();
        request.forEach(part -> parts.put(part.getPart(), part.getValues()));
        settings.put("request", parts);
        Lines.put(settings, "ttl", ttl);
        Lines.put(settings, "renew", renew);
        Lines.put(settings, "purpose", purpose);
        Lines.put(settings, "to", to);
        Map<String, Object> deliver = new LinkedHashMap<>();
        if (!env.isEmpty()) {
            Map<String, Object> variables = new LinkedHashMap<>();
            env.forEach(entry -> variables.put(entry.getVariable(), entry.getField()));
            deliver.put("env", variables);
        }
        if (!file.isEmpty()) {
            Map<String, Object> files = new LinkedHashMap<>();
            file.forEach(entry -> files.put(entry.getName(), entry.settings()));
            deliver.put("file", files);
        }
        settings.put("deliver", deliver);
        Lines.put(settings, "on-leak", onLeak);
        return settings;
    }

    public String getName() {
        return name;
    }

    public String getIssuer() {
        return issuer;
    }

    public List<PartEntry> getRequest() {
        return request;
    }

    public String getTtl() {
        return ttl;
    }

    public @Nullable String getRenew() {
        return renew;
    }

    @DataBoundSetter
    public void setRenew(@Nullable String renew) {
        this.renew = Lines.orNull(renew);
    }

    public @Nullable String getPurpose() {
        return purpose;
    }

    @DataBoundSetter
    public void setPurpose(@Nullable String purpose) {
        this.purpose = Lines.orNull(purpose);
    }

    public @Nullable String getTo() {
        return to;
    }

    @DataBoundSetter
    public void setTo(@Nullable String to) {
        this.to = Lines.orNull(to);
    }

    public List<VariableEntry> getEnv() {
        return env;
    }

    @DataBoundSetter
    public void setEnv(@Nullable List<VariableEntry> env) {
        this.env = env == null ? List.of() : List.copyOf(env);
    }

    public List<FileEntry> getFile() {
        return file;
    }

    @DataBoundSetter
    public void setFile(@Nullable List<FileEntry> file) {
        this.file = file == null ? List.of() : List.copyOf(file);
    }

    public @Nullable String getOnLeak() {
        return onLeak;
    }

    @DataBoundSetter
    public void setOnLeak(@Nullable String onLeak) {
        this.onLeak = Lines.orNull(onLeak);
    }

    /** In a form. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<ProfileEntry> {
        @Override
        public String getDisplayName() {
            return "Profile";
        }

        public ListBoxModel doFillOnLeakItems() {
            return FormChecks.choices("mask", "revoke", "fail");
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.name(value);
        }

        @POST
        public FormValidation doCheckIssuer(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }

        @POST
        public FormValidation doCheckTtl(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.neededDuration(value);
        }

        @POST
        public FormValidation doCheckRenew(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.duration(value);
        }
    }
}
