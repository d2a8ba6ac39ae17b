package io.github.jitcredentials.jenkins.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** What somebody sent with the form of {@link ControllerConfiguration}. A list whose last entry was taken away is not in it at all. */
@Restricted(NoExternalUse.class)
public final class ControllerForm {
    private List<IssuerEntry> issuers = List.of();
    private List<ProfileEntry> profiles = List.of();
    private List<RuleEntry> policy = List.of();
    private @Nullable FolderBounds folders;
    private boolean narrowFromScm;
    private @Nullable String idTokenCredentialsId;
    private @Nullable String auditEvents;

    @DataBoundConstructor
    public ControllerForm() {
        // All of it is optional.
    }

    @DataBoundSetter
    public void setIssuerEntries(@Nullable List<IssuerEntry> issuers) {
        this.issuers = Lines.listed(issuers);
    }

    @DataBoundSetter
    public void setProfileEntries(@Nullable List<ProfileEntry> profiles) {
        this.profiles = Lines.listed(profiles);
    }

    @DataBoundSetter
    public void setRuleEntries(@Nullable List<RuleEntry> policy) {
        this.policy = Lines.listed(policy);
    }

    @DataBoundSetter
    public void setFolders(@Nullable FolderBounds folders) {
        this.folders = folders;
    }

    @DataBoundSetter
    public void setNarrowFromScm(boolean narrowFromScm) {
        this.narrowFromScm = narrowFromScm;
    }

    @DataBoundSetter
    public void setIdTokenCredentialsId(@Nullable String idTokenCredentialsId) {
        this.idTokenCredentialsId = idTokenCredentialsId;
    }

    @DataBoundSetter
    public void setAuditEvents(@Nullable String auditEvents) {
        this.auditEvents = auditEvents;
    }

    void putInto(ControllerConfiguration configuration) {
        configuration.replace(
                issuers,
                profiles,
                policy,
                folders == null || folders.isEmpty() ? null : folders,
                narrowFromScm,
                idTokenCredentialsId,
                auditEvents);
    }
}
