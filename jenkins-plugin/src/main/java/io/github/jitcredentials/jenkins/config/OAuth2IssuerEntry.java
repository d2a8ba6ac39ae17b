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

/** An OAuth 2.0 authorization server. */
public final class OAuth2IssuerEntry extends IssuerEntry {
    private final String url;
    private @Nullable String client;
    private @Nullable String grant;
    private @Nullable String authenticate;
    private @Nullable String keyCredentialsId;
    private @Nullable String keyId;
    private @Nullable String secretCredentialsId;
    private @Nullable String audience;
    private @Nullable String targetAudience;
    private @Nullable String resource;
    private @Nullable String subjectTokenType;
    private @Nullable String identityReuse;
    private @Nullable String checkedBy;
    private @Nullable String prove;
    private @Nullable String revoke;
    private @Nullable String byHand;
    private @Nullable String tokenEndpoint;
    private @Nullable String revocationEndpoint;
    private @Nullable String introspectionEndpoint;

    @DataBoundConstructor
    public OAuth2IssuerEntry(String name, String url) {
        super(name);
        this.url = url.strip();
    }

    @Override
    String type() {
        return "oauth2";
    }

    @Override
    Map<String, Object> settings(CredentialPlaces places) {
        Map<String, Object> settings = new LinkedHashMap<>();
        Lines.put(settings, "url", url);
        Lines.put(settings, "client", client);
        Lines.put(settings, "grant", grant);
        Lines.put(settings, "authenticate", authenticate);
        Lines.put(settings, "key", places.of(keyCredentialsId));
        Lines.put(settings, "key-id", keyId);
        Lines.put(settings, "secret", places.of(secretCredentialsId));
        Lines.put(settings, "audience", audience);
        Lines.put(settings, "target-audience", targetAudience);
        Lines.put(settings, "resource", resource);
        Lines.put(settings, "subject-token-type", subjectTokenType);
        Lines.put(settings, "identity-reuse", identityReuse);
        Lines.put(settings, "checked-by", checkedBy);
        Lines.put(settings, "prove", prove);
        Lines.put(settings, "revoke", revoke);
        Lines.put(settings, "by-hand", byHand);
        Map<String, Object> endpoints = new LinkedHashMap<>();
        Lines.put(endpoints, "token", tokenEndpoint);
        Lines.put(endpoints, "revocation", revocationEndpoint);
        Lines.put(endpoints, "introspection", introspectionEndpoint);
        if (!endpoints.isEmpty()) {
            settings.put("endpoints", endpoints);
        }
        return settings;
    }

    public String getUrl() {
        return url;
    }

    public @Nullable String getClient() {
        return client;
    }

    @DataBoundSetter
    public void setClient(@Nullable String client) {
        this.client = Lines.orNull(client);
    }

    public @Nullable String getGrant() {
        return grant;
    }

    @DataBoundSetter
    public void setGrant(@Nullable String grant) {
        this.grant = Lines.orNull(grant);
    }

    public @Nullable String getAuthenticate() {
        return authenticate;
    }

    @DataBoundSetter
    public void setAuthenticate(@Nullable String authenticate) {
        this.authenticate = Lines.orNull(authenticate);
    }

    public @Nullable String getKeyCredentialsId() {
        return keyCredentialsId;
    }

    @DataBoundSetter
    public void setKeyCredentialsId(@Nullable String keyCredentialsId) {
        this.keyCredentialsId = Lines.orNull(keyCredentialsId);
    }

    public @Nullable String getKeyId() {
        return keyId;
    }

    @DataBoundSetter
    public void setKeyId(@Nullable String keyId) {
        this.keyId = Lines.orNull(keyId);
    }

    public @Nullable String getSecretCredentialsId() {
        return secretCredentialsId;
    }

    @DataBoundSetter
    public void setSecretCredentialsId(@Nullable String secretCredentialsId) {
        this.secretCredentialsId = Lines.orNull(secretCredentialsId);
    }

    public @Nullable String getAudience() {
        return audience;
    }

    @DataBoundSetter
    public void setAudience(@Nullable String audience) {
        this.audience = Lines.orNull(audience);
    }

    public @Nullable String getTargetAudience() {
        return targetAudience;
    }

    @DataBoundSetter
    public void setTargetAudience(@Nullable String targetAudience) {
        this.targetAudience = Lines.orNull(targetAudience);
    }

    public @Nullable String getResource() {
        return resource;
    }

    @DataBoundSetter
    public void setResource(@Nullable String resource) {
        this.resource = Lines.orNull(resource);
    }

    public @Nullable String getSubjectTokenType() {
        return subjectTokenType;
    }

    @DataBoundSetter
    public void setSubjectTokenType(@Nullable String subjectTokenType) {
        this.subjectTokenType = Lines.orNull(subjectTokenType);
    }

    public @Nullable String getIdentityReuse() {
        return identityReuse;
    }

    @DataBoundSetter
    public void setIdentityReuse(@Nullable String identityReuse) {
        this.identityReuse = Lines.orNull(identityReuse);
    }

    public @Nullable String getCheckedBy() {
        return checkedBy;
    }

    @DataBoundSetter
    public void setCheckedBy(@Nullable String checkedBy) {
        this.checkedBy = Lines.orNull(checkedBy);
    }

    public @Nullable String getProve() {
        return prove;
    }

    @DataBoundSetter
    public void setProve(@Nullable String prove) {
        this.prove = Lines.orNull(prove);
    }

    public @Nullable String getRevoke() {
        return revoke;
    }

    @DataBoundSetter
    public void setRevoke(@Nullable String revoke) {
        this.revoke = Lines.orNull(revoke);
    }

    public @Nullable String getTokenEndpoint() {
        return tokenEndpoint;
    }

    @DataBoundSetter
    public void setTokenEndpoint(@Nullable String tokenEndpoint) {
        this.tokenEndpoint = Lines.orNull(tokenEndpoint);
    }

    public @Nullable String getRevocationEndpoint() {
        return revocationEndpoint;
    }

    @DataBoundSetter
    public void setRevocationEndpoint(@Nullable String revocationEndpoint) {
        this.revocationEndpoint = Lines.orNull(revocationEndpoint);
    }

    public @Nullable String getIntrospectionEndpoint() {
        return introspectionEndpoint;
    }

    @DataBoundSetter
    public void setIntrospectionEndpoint(@Nullable String introspectionEndpoint) {
        this.introspectionEndpoint = Lines.orNull(introspectionEndpoint);
    }

    public @Nullable String getByHand() {
        return byHand;
    }

    @DataBoundSetter
    public void setByHand(@Nullable String byHand) {
        this.byHand = Lines.orNull(byHand);
    }

    /** In the list of issuers. */
    @Extension
    @Symbol("oauth2")
    public static final class DescriptorImpl extends IssuerDescriptor {
        @Override
        public String getDisplayName() {
            return "OAuth 2.0";
        }

        public ListBoxModel doFillGrantItems() {
            return FormChecks.choices("token-exchange", "client-credentials", "jwt-bearer");
        }

        public ListBoxModel doFillAuthenticateItems() {
            return FormChecks.choices("none", "identity", "key", "secret");
        }

        public ListBoxModel doFillSubjectTokenTypeItems() {
            return FormChecks.choices("jwt", "id-token", "access-token");
        }

        public ListBoxModel doFillIdentityReuseItems() {
            return FormChecks.choices("refused", "accepted");
        }

        public ListBoxModel doFillCheckedByItems() {
            return FormChecks.choices("signature", "authority");
        }

        public ListBoxModel doFillProveItems() {
            return FormChecks.choices("self", "client", "none");
        }

        public ListBoxModel doFillRevokeItems() {
            return FormChecks.choices("token", "none");
        }

        @POST
        public ListBoxModel doFillKeyCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String keyCredentialsId) {
            return FormChecks.secrets(item, keyCredentialsId);
        }

        @POST
        public ListBoxModel doFillSecretCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String secretCredentialsId) {
            return FormChecks.secrets(item, secretCredentialsId);
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }
    }
}
