package io.github.jitcredentials.jenkins.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import io.github.jitcredentials.jenkins.block.Wanted;
import io.github.jitcredentials.jenkins.config.FormChecks;
import io.github.jitcredentials.jenkins.config.ProfileChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code withJitCredentials(profile: 'deploy') { }}: credentials that live as long as the block. */
public final class JitStep extends Step {
    private @Nullable String profile;
    private List<String> profiles = List.of();
    private @Nullable String purpose;
    private @Nullable String ttl;
    private Map<String, String> variables = Map.of();

    @DataBoundConstructor
    public JitStep() {}

    public @Nullable String getProfile() {
        return profile;
    }

    @DataBoundSetter
    public void setProfile(@Nullable String profile) {
        this.profile = blank(profile);
    }

    public List<String> getProfiles() {
        return profiles;
    }

    @DataBoundSetter
    public void setProfiles(@Nullable List<String> profiles) {
        this.profiles = profiles == null ? List.of() : List.copyOf(profiles);
    }

    public @Nullable String getPurpose() {
        return purpose;
    }

    @DataBoundSetter
    public void setPurpose(@Nullable String purpose) {
        this.purpose = blank(purpose);
    }

    public @Nullable String getTtl() {
        return ttl;
    }

    @DataBoundSetter
    public void setTtl(@Nullable String ttl) {
        this.ttl = blank(ttl);
    }

    public Map<String, String> getVariables() {
        return variables;
    }

    /** Variables, and the credential's field each gets. */
    @DataBoundSetter
    public void setVariables(@Nullable Map<String, String> variables) {
        this.variables = variables == null ? Map.of() : new LinkedHashMap<>(variables);
    }

    @Override
    public StepExecution start(StepContext context) {
        List<String> names = new ArrayList<>(profiles);
        if (profile != null) {
            names.add(0, profile);
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("withJitCredentials needs a profile");
        }
        if (names.size() > 1 && !variables.isEmpty()) {
            throw new IllegalArgumentException("variables: goes with one profile; nest a block for another");
        }
        return new JitExecution(
                context,
                names.stream()
                        .distinct()
                        .map(name -> new Wanted(name, purpose, ttl, variables))
                        .toList());
    }

    private static @Nullable String blank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** The step. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "withJitCredentials";
        }

        @Override
        public String getDisplayName() {
            return "Credentials that live as long as the block";
        }

        /** The profiles there are for the job's builds, for those who may configure a job. */
        @POST
        public ComboBoxModel doFillProfileItems(@AncestorInPath Item item) {
            FormChecks.permission(item);
            return new ComboBoxModel(ProfileChoice.names(item));
        }

        /** Nothing is none: the block may name several instead. */
        @POST
        public FormValidation doCheckProfile(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return value.isBlank() ? FormValidation.ok() : ProfileChoice.check(item, value);
        }

        @POST
        public FormValidation doCheckTtl(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.duration(value);
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
