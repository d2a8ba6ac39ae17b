package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import hudson.util.FormValidation;
import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
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
    private @Nullable FolderBounds folders;
    private boolean narrowFromScm;
    private @Nullable String idTokenCredentialsId;
    private @Nullable String auditEvents;
    private transient volatile @Nullable Configuration read;
    private transient volatile @Nullable Events events;

    /** What is looked at once, not for each event. */
    private record Events(String configured, Path file) {}

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
            known = Tree.of(issuers, profiles, policy, new CredentialPlaces(""), Tree.ROOT);
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
        // What holds stays until all of the form has been read, and there is no moment without either.
        request.bindJSON(ControllerForm.class, json).putInto(this);
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

    /** For forms, which know lists. */
    public List<IssuerEntry> getIssuerEntries() {
        return issuers;
    }

    @Restricted(NoExternalUse.class)
    public void setIssuerEntries(List<IssuerEntry> issuers) {
        this.issuers = List.copyOf(issuers);
        save();
    }

    /** For forms, which know lists. */
    public List<ProfileEntry> getProfileEntries() {
        return profiles;
    }

    @Restricted(NoExternalUse.class)
    public void setProfileEntries(List<ProfileEntry> profiles) {
        this.profiles = List.copyOf(profiles);
        save();
    }

    /** For forms, which know lists. */
    public List<RuleEntry> getRuleEntries() {
        return policy;
    }

    @Restricted(NoExternalUse.class)
    public void setRuleEntries(List<RuleEntry> policy) {
        this.policy = List.copyOf(policy);
        save();
    }

    /** For configuration as code, as are the two below. */
    public Sections.Issuers getIssuers() {
        return new Sections.Issuers(issuers);
    }

    public void setIssuers(Sections.Issuers issuers) {
        setIssuerEntries(issuers.entries());
    }

    public Sections.Profiles getProfiles() {
        return new Sections.Profiles(profiles);
    }

    public void setProfiles(Sections.Profiles profiles) {
        setProfileEntries(profiles.entries());
    }

    public Sections.Rules getPolicy() {
        return new Sections.Rules(policy);
    }

    public void setPolicy(Sections.Rules policy) {
        setRuleEntries(policy.entries());
    }

    /** All of it at once, in place of what there was. */
    void replace(
            List<IssuerEntry> issuers,
            List<ProfileEntry> profiles,
            List<RuleEntry> policy,
            @Nullable FolderBounds folders,
            boolean narrowFromScm,
            @Nullable String idTokenCredentialsId,
            @Nullable String auditEvents) {
        this.issuers = List.copyOf(issuers);
        this.profiles = List.copyOf(profiles);
        this.policy = List.copyOf(policy);
        this.folders = folders;
        this.narrowFromScm = narrowFromScm;
        this.idTokenCredentialsId = Lines.orNull(idTokenCredentialsId);
        this.auditEvents = Lines.orNull(auditEvents);
        save();
    }

    /** What folders may add; null for nothing. */
    public @Nullable FolderBounds getFolders() {
        return folders;
    }

    public void setFolders(@Nullable FolderBounds folders) {
        this.folders = folders == null || folders.isEmpty() ? null : folders;
        save();
    }

    /** Whether a repository's own file is heard. It can narrow, and nothing else. */
    public boolean isNarrowFromScm() {
        return narrowFromScm;
    }

    public void setNarrowFromScm(boolean narrowFromScm) {
        this.narrowFromScm = narrowFromScm;
        save();
    }

    /** An id token credential of the oidc-provider plugin that vouches for builds; null for this plugin's own issuer. */
    public @Nullable String getIdTokenCredentialsId() {
        return idTokenCredentialsId;
    }

    public void setIdTokenCredentialsId(@Nullable String idTokenCredentialsId) {
        this.idTokenCredentialsId = Lines.orNull(idTokenCredentialsId);
        save();
    }

    /** A second file with the events of the audit log, absolute; null for none. */
    public @Nullable String getAuditEvents() {
        return auditEvents;
    }

    public void setAuditEvents(@Nullable String auditEvents) {
        this.auditEvents = Lines.orNull(auditEvents);
        save();
    }

    /** Whether events can be written there. */
    @POST
    public FormValidation doCheckAuditEvents(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        String wanted = Lines.orNull(value);
        return wanted == null
                ? FormValidation.ok()
                : EventsFile.problem(wanted)
                        .map(problem -> FormValidation.error(problem.what() + "; " + problem.todo()))
                        .orElseGet(FormValidation::ok);
    }

    /**
     * Where the events of the audit log are written a second time.
     *
     * @throws io.github.jitcredentials.model.JitException.Misconfigured if they may not be written there
     */
    public Optional<Path> eventsFile() {
        String configured = auditEvents;
        if (configured == null) {
            return Optional.empty();
        }
        Events known = events;
        if (known == null || !known.configured().equals(configured)) {
            known = new Events(configured, EventsFile.of(configured));
            events = known;
        }
        return Optional.of(known.file());
    }

    /** Why those can't be written there now; empty if they can. */
    public Optional<Problem> eventsProblem() {
        return Optional.ofNullable(auditEvents).flatMap(EventsFile::problem);
    }

    @Override
    public synchronized void save() {
        read = null;
        super.save();
    }
}
