package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.github.jitcredentials.jenkins.identity.BuildIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Who may have which profiles: one rule of the policy. */
public final class RuleEntry implements Describable<RuleEntry> {
    private final String name;
    private final List<String> permit;
    private final List<ConditionEntry> when;
    private @Nullable String maxTtl;
    private @Nullable String maxRenew;
    private List<PartEntry> scope = List.of();
    private @Nullable String mode;
    private @Nullable String irrevocable;

    @DataBoundConstructor
    public RuleEntry(@Nullable String name, @Nullable List<String> permit, @Nullable List<ConditionEntry> when) {
        this.name = Lines.orEmpty(name);
        this.permit = Lines.of(permit);
        this.when = Lines.listed(when);
    }

    /** With the keys of {@code jit-credentials.yml}. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("permit", permit);
        settings.put("from", BuildIdentity.NAME);
        Map<String, Object> conditions = new LinkedHashMap<>();
        when.forEach(condition -> conditions.put(condition.getClaim(), condition.getValues()));
        settings.put("when", conditions);
        Lines.put(settings, "max-ttl", maxTtl);
        Lines.put(settings, "max-renew", maxRenew);
        if (!scope.isEmpty()) {
            Map<String, Object> parts = new LinkedHashMap<>();
            scope.forEach(part -> parts.put(part.getPart(), part.getValues()));
            settings.put("scope", parts);
        }
        Lines.put(settings, "irrevocable", irrevocable);
        Lines.put(settings, "mode", mode);
        return settings;
    }

    public String getName() {
        return name;
    }

    public List<String> getPermit() {
        return permit;
    }

    /** For a form. */
    public String getPermitText() {
        return Lines.text(permit);
    }

    public List<ConditionEntry> getWhen() {
        return when;
    }

    public @Nullable String getMaxTtl() {
        return maxTtl;
    }

    @DataBoundSetter
    public void setMaxTtl(@Nullable String maxTtl) {
        this.maxTtl = Lines.orNull(maxTtl);
    }

    public @Nullable String getMaxRenew() {
        return maxRenew;
    }

    @DataBoundSetter
    public void setMaxRenew(@Nullable String maxRenew) {
        this.maxRenew = Lines.orNull(maxRenew);
    }

    public List<PartEntry> getScope() {
        return scope;
    }

    @DataBoundSetter
    public void setScope(@Nullable List<PartEntry> scope) {
        this.scope = scope == null ? List.of() : List.copyOf(scope);
    }

    public @Nullable String getMode() {
        return mode;
    }

    @DataBoundSetter
    public void setMode(@Nullable String mode) {
        this.mode = Lines.orNull(mode);
    }

    public @Nullable String getIrrevocable() {
        return irrevocable;
    }

    @DataBoundSetter
    public void setIrrevocable(@Nullable String irrevocable) {
        this.irrevocable = Lines.orNull(irrevocable);
    }

    /** In a form. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<RuleEntry> {
        @Override
        public String getDisplayName() {
            return "Rule";
        }

        public ListBoxModel doFillModeItems() {
            return FormChecks.choices("enforce", "observe");
        }

        public ListBoxModel doFillIrrevocableItems() {
            return FormChecks.choices("none", "expiring", "stored");
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }

        @POST
        public FormValidation doCheckMaxTtl(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.duration(value);
        }

        @POST
        public FormValidation doCheckMaxRenew(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.duration(value);
        }
    }
}
