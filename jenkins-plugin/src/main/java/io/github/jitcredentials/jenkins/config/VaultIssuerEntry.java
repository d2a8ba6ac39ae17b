package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** An OpenBao or Vault, which a build logs in to as itself, or this controller with a stored secret id. */
public final class VaultIssuerEntry extends IssuerEntry {
    private final String url;
    private @Nullable String namespace;
    private @Nullable String audience;
    private @Nullable String jwtPath;
    private @Nullable String jwtRole;
    private @Nullable String approlePath;
    private @Nullable String approleRoleId;
    private @Nullable String approleSecretCredentialsId;
    private @Nullable String revoke;
    private @Nullable String wrap;
    private @Nullable String secrets;

    @DataBoundConstructor
    public VaultIssuerEntry(String name, String url) {
        super(name);
        this.url = url.strip();
    }

    @Override
    String type() {
        return "vault";
    }

    @Override
    Map<String, Object> settings(CredentialPlaces places) {
        Map<String, Object> settings = new LinkedHashMap<>();
        Lines.put(settings, "url", url);
        Lines.put(settings, "namespace", namespace);
        Lines.put(settings, "audience", audience);
        Lines.put(settings, "revoke", revoke);
        Lines.put(settings, "wrap", wrap);
        Lines.put(settings, "secrets", secrets);
        Map<String, Object> jwt = new LinkedHashMap<>();
        Lines.put(jwt, "path", jwtPath);
        Lines.put(jwt, "role", jwtRole);
        Map<String, Object> approle = new LinkedHashMap<>();
        Lines.put(approle, "path", approlePath);
        Lines.put(approle, "role-id", approleRoleId);
        Lines.put(approle, "secret-id", places.of(approleSecretCredentialsId));
        Map<String, Object> login = new LinkedHashMap<>();
        if (!jwt.isEmpty()) {
            login.put("jwt", jwt);
        }
        if (!approle.isEmpty()) {
            login.put("approle", approle);
        }
        if (!login.isEmpty()) {
            settings.put("login", login);
        }
        return settings;
    }

    public String getUrl() {
        return url;
    }

    public @Nullable String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(@Nullable String namespace) {
        this.namespace = Lines.orNull(namespace);
    }

    public @Nullable String getAudience() {
        return audience;
    }

    @DataBoundSetter
    public void setAudience(@Nullable String audience) {
        this.audience = Lines.orNull(audience);
    }

    public @Nullable String getJwtPath() {
        return jwtPath;
    }

    @DataBoundSetter
    public void setJwtPath(@Nullable String jwtPath) {
        this.jwtPath = Lines.orNull(jwtPath);
    }

    public @Nullable String getJwtRole() {
        return jwtRole;
    }

    @DataBoundSetter
    public void setJwtRole(@Nullable String jwtRole) {
        this.jwtRole = Lines.orNull(jwtRole);
    }

    public @Nullable String getApprolePath() {
        return approlePath;
    }

    @DataBoundSetter
    public void setApprolePath(@Nullable String approlePath) {
        this.approlePath = Lines.orNull(approlePath);
    }

    public @Nullable String getApproleRoleId() {
        return approleRoleId;
    }

    @DataBoundSetter
    public void setApproleRoleId(@Nullable String approleRoleId) {
        this.approleRoleId = Lines.orNull(approleRoleId);
    }

    public @Nullable String getApproleSecretCredentialsId() {
        return approleSecretCredentialsId;
    }

    @DataBoundSetter
    public void setApproleSecretCredentialsId(@Nullable String approleSecretCredentialsId) {
        this.approleSecretCredentialsId = Lines.orNull(approleSecretCredentialsId);
    }

    public @Nullable String getRevoke() {
        return revoke;
    }

    @DataBoundSetter
    public void setRevoke(@Nullable String revoke) {
        this.revoke = Lines.orNull(revoke);
    }

    public @Nullable String getWrap() {
        return wrap;
    }

    @DataBoundSetter
    public void setWrap(@Nullable String wrap) {
        this.wrap = Lines.orNull(wrap);
    }

    public @Nullable String getSecrets() {
        return secrets;
    }

    @DataBoundSetter
    public void setSecrets(@Nullable String secrets) {
        this.secrets = Lines.orNull(secrets);
    }

    /** In the list of issuers. */
    @Extension
    @Symbol("vault")
    public static final class DescriptorImpl extends IssuerDescriptor {
        @Override
        public String getDisplayName() {
            return "OpenBao or Vault";
        }

        public ListBoxModel doFillRevokeItems() {
            return FormChecks.choices("login", "token");
        }

        public ListBoxModel doFillWrapItems() {
            return FormChecks.choices("none", "response");
        }

        public ListBoxModel doFillSecretsItems() {
            return FormChecks.choices("leased", "stored");
        }

        @POST
        public ListBoxModel doFillApproleSecretCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String approleSecretCredentialsId) {
            return FormChecks.secrets(item, approleSecretCredentialsId);
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }
    }
}
