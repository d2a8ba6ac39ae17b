package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import hudson.util.FormValidation;
import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.model.JitException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * What holds on this controller: issuers, profiles, and who may have them. By form and as {@code jitCredentials} by JCasC. Nothing
 * is configured at first, and nothing is permitted then.
 */
@Extension
@Symbol("jitCredentials")
public final class ControllerConfiguration extends GlobalConfiguration {
    private List<IssuerEntry> issuers = List.of();
    private List<ProfileEntry> profiles = List.of();
    private List<RuleEntry> policy = List.of();
    private transient volatile @Nullable Configuration read;

    public ControllerConfiguration() {
        load();
    }

    public static ControllerConfiguration get() {
        return GlobalConfiguration.all().getInstance(ControllerConfiguration.class);
    }

    /**
     * All of it, held to the rules that files are held to; the same object as long as nothing changes.
     *
     * @throws io.github.jitcredentials.model.JitException.Misconfigured with everything that is wrong
     */
    public Configuration read() {
        Configuration known = read;
        if (known == null) {
            known = Tree.of(issuers, profiles, policy, new CredentialPlaces(""));
            read = known;
        }
        return known;
    }

    /**
     * The rules, by name, that wait for a job that is not there: each has a condition on the job that none of these meets.
     *
     * @param jobs full names
     * @throws io.github.jitcredentials.model.JitException.Misconfigured as {@link #read} throws
     */
    public List<String> rulesWithoutJob(Collection<String> jobs) {
        return read().policy() instanceof UsualBuilds usual
                ? usual.rules().unmet(Set.of("job", "claim.job"), jobs)
                : List.of();
    }

    /** Whether anything is said at all. */
    public boolean isEmpty() {
        return issuers.isEmpty() && profiles.isEmpty() && policy.isEmpty();
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) {
        // A list whose last entry was taken away is not in the form at all.
        issuers = List.of();
        profiles = List.of();
        policy = List.of();
        request.bindJSON(this, json);
        save();
        return true;
    }

    /** What policy, as it is saved, would say to a build that is described here. */
    @POST
    public FormValidation doExplain(
            @QueryParameter String explainJob,
            @QueryParameter String explainProfile,
            @QueryParameter String explainClaims) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        if (explainJob.isBlank() || explainProfile.isBlank()) {
            return FormValidation.error("Name a job and a profile.");
        }
        try {
            return new Explanation(read())
                    .of(explainJob.strip(), explainProfile.strip(), Lines.of(List.of(explainClaims)));
        } catch (JitException.Misconfigured e) {
            return FormChecks.refusal(e);
        }
    }

    public List<IssuerEntry> getIssuers() {
        return issuers;
    }

    @DataBoundSetter
    public void setIssuers(List<IssuerEntry> issuers) {
        this.issuers = List.copyOf(issuers);
        save();
    }

    public List<ProfileEntry> getProfiles() {
        return profiles;
    }

    @DataBoundSetter
    public void setProfiles(List<ProfileEntry> profiles) {
        this.profiles = List.copyOf(profiles);
        save();
    }

    public List<RuleEntry> getPolicy() {
        return policy;
    }

    @DataBoundSetter
    public void setPolicy(List<RuleEntry> policy) {
        this.policy = List.copyOf(policy);
        save();
    }

    @Override
    public synchronized void save() {
        read = null;
        super.save();
    }
}
