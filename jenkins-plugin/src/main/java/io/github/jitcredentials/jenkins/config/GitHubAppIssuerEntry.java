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

/** A GitHub App, whose key is a stored credential or in a Vault's transit engine. */
public final class GitHubAppIssuerEntry extends IssuerEntry {
    private final String app;
    private @Nullable String url;
    private @Nullable String keyCredentialsId;
    private @Nullable String installation;
    private @Nullable String audience;
    private @Nullable String transitUrl;
    private @Nullable String transitNamespace;
    private @Nullable String transitPath;
    private @Nullable String transitKey;
    private @Nullable String transitLogin;
    private @Nullable String transitRole;

    @DataBoundConstructor
    public GitHubAppIssuerEntry(String name, String app) {
        super(name);
        this.app = app.strip();
    }

    @Override
    String type() {
        return "github-app";
    }

    @Override
    Map<String, Object> settings(CredentialPlaces places) {
        Map<String, Object> settings = new LinkedHashMap<>();
        Lines.put(settings, "app", app);
        Lines.put(settings, "url", url);
        Lines.put(settings, "key", places.of(keyCredentialsId));
        Lines.put(settings, "installation", installation);
        Lines.put(settings, "audience", audience);
        Map<String, Object> transit = new LinkedHashMap<>();
        Lines.put(transit, "url", transitUrl);
        Lines.put(transit, "namespace", transitNamespace);
        Lines.put(transit, "path", transitPath);
        Lines.put(transit, "key", transitKey);
        Lines.put(transit, "login", transitLogin);
        Lines.put(transit, "role", transitRole);
        if (!transit.isEmpty()) {
            settings.put("vault-transit", transit);
        }
        return settings;
    }

    public String getApp() {
        return app;
    }

    public @Nullable String getUrl() {
        return url;
    }

    @DataBoundSetter
    public void setUrl(@Nullable String url) {
        this.url = Lines.orNull(url);
    }

    public @Nullable String getKeyCredentialsId() {
        return keyCredentialsId;
    }

    @DataBoundSetter
    public void setKeyCredentialsId(@Nullable String keyCredentialsId) {
        this.keyCredentialsId = Lines.orNull(keyCredentialsId);
    }

    public @Nullable String getInstallation() {
        return installation;
    }

    @DataBoundSetter
    public void setInstallation(@Nullable String installation) {
        this.installation = Lines.orNull(installation);
    }

    public @Nullable String getAudience() {
        return audience;
    }

    @DataBoundSetter
    public void setAudience(@Nullable String audience) {
        this.audience = Lines.orNull(audience);
    }

    public @Nullable String getTransitUrl() {
        return transitUrl;
    }

    @DataBoundSetter
    public void setTransitUrl(@Nullable String transitUrl) {
        this.transitUrl = Lines.orNull(transitUrl);
    }

    public @Nullable String getTransitNamespace() {
        return transitNamespace;
    }

    @DataBoundSetter
    public void setTransitNamespace(@Nullable String transitNamespace) {
        this.transitNamespace = Lines.orNull(transitNamespace);
    }

    public @Nullable String getTransitPath() {
        return transitPath;
    }

    @DataBoundSetter
    public void setTransitPath(@Nullable String transitPath) {
        this.transitPath = Lines.orNull(transitPath);
    }

    public @Nullable String getTransitKey() {
        return transitKey;
    }

    @DataBoundSetter
    public void setTransitKey(@Nullable String transitKey) {
        this.transitKey = Lines.orNull(transitKey);
    }

    public @Nullable String getTransitLogin() {
        return transitLogin;
    }

    @DataBoundSetter
    public void setTransitLogin(@Nullable String transitLogin) {
        this.transitLogin = Lines.orNull(transitLogin);
    }

    public @Nullable String getTransitRole() {
        return transitRole;
    }

    @DataBoundSetter
    public void setTransitRole(@Nullable String transitRole) {
        this.transitRole = Lines.orNull(transitRole);
    }

    /** In the list of issuers. */
    @Extension
    @Symbol("githubApp")
    public static final class DescriptorImpl extends IssuerDescriptor {
        @Override
        public String getDisplayName() {
            return "GitHub App";
        }

        public ListBoxModel doFillInstallationItems() {
            return FormChecks.choices("repository", "organization");
        }

        @POST
        public ListBoxModel doFillKeyCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String keyCredentialsId) {
            return FormChecks.secrets(item, keyCredentialsId);
        }

        @POST
        public FormValidation doCheckApp(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }
    }
}
