package io.github.jitcredentials.jenkins.binding;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.github.jitcredentials.jenkins.block.Handover;
import io.github.jitcredentials.jenkins.block.Wanted;
import io.github.jitcredentials.jenkins.config.ProfileChoice;
import io.github.jitcredentials.jenkins.credentials.CurrentStep;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.credentialsbinding.BindingDescriptor;
import org.jenkinsci.plugins.credentialsbinding.MultiBinding;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * {@code withCredentials([jit(profile: 'deploy')])}: what is issued ends with that block. Its variables keep their first value, as all
 * of that step's do.
 */
@Restricted(NoExternalUse.class)
public final class JitBinding extends MultiBinding<StandardCredentials> {
    private final String profile;
    private @Nullable String purpose;
    private @Nullable String ttl;
    /** Of a class that may be stored with a job. */
    private Map<String, String> variables = new LinkedHashMap<>();

    @DataBoundConstructor
    public JitBinding(String profile) {
        super("");
        this.profile = profile;
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

    public Map<String, String> getVariables() {
        return Collections.unmodifiableMap(variables);
    }

    /** Variables, and the credential's field each gets. */
    @DataBoundSetter
    public void setVariables(@Nullable Map<String, String> variables) {
        this.variables = variables == null ? new LinkedHashMap<>() : new LinkedHashMap<>(variables);
    }

    private Wanted wanted() {
        return new Wanted(profile.strip(), purpose, ttl, variables);
    }

    @Override
    protected Class<StandardCredentials> type() {
        return StandardCredentials.class;
    }

    @Override
    public MultiEnvironment bind(
            Run<?, ?> build, @Nullable FilePath workspace, @Nullable Launcher launcher, TaskListener listener)
            throws IOException, InterruptedException {
        Handover handover = Handover.open(
                build,
                build instanceof FlowExecutionOwner.Executable ? CurrentStep.of(build) : "",
                List.of(wanted()),
                workspace,
                build instanceof FlowExecutionOwner.Executable,
                listener);
        return new MultiEnvironment(handover.secrets(), handover.paths(), new End(handover.block()));
    }

    @Override
    public Set<String> variables(Run<?, ?> build) {
        return Handover.variables(build, wanted());
    }

    /** Stored with the build by the block's name alone. */
    private static final class End implements Unbinder {
        private static final long serialVersionUID = 1L;

        private final String block;

        End(String block) {
            this.block = block;
        }

        @Override
        public void unbind(
                Run<?, ?> build, @Nullable FilePath workspace, @Nullable Launcher launcher, TaskListener listener)
                throws IOException {
            Result result = build.getResult();
            Handover.end(block, result != null && result.isWorseThan(Result.UNSTABLE), listener);
        }
    }

    /** In a form, and as {@code jit} in a Pipeline. */
    @Extension(optional = true)
    @Symbol("jit")
    public static final class DescriptorImpl extends BindingDescriptor<StandardCredentials> {
        @Override
        protected Class<StandardCredentials> type() {
            return StandardCredentials.class;
        }

        @Override
        public String getDisplayName() {
            return "JIT credential";
        }

        @Override
        public boolean requiresWorkspace() {
            return false;
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
