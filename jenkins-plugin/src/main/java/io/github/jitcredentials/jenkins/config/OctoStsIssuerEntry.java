package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** An octo-sts, which gives GitHub's tokens for a build's identity. */
public final class OctoStsIssuerEntry extends IssuerEntry {
    private final String url;
    private final String identity;
    private @Nullable String audience;
    private @Nullable String github;

    @DataBoundConstructor
    public OctoStsIssuerEntry(String name, String url, String identity) {
        super(name);
        this.url = url.strip();
        this.identity = identity.strip();
    }

    @Override
    String type() {
        return "octo-sts";
    }

    @Override
    Map<String, Object> settings(CredentialPlaces places) {
        Map<String, Object> settings = new LinkedHashMap<>();
        Lines.put(settings, "url", url);
        Lines.put(settings, "identity", identity);
        Lines.put(settings, "audience", audience);
        Lines.put(settings, "github", github);
        return settings;
    }

    public String getUrl() {
        return url;
    }

    public String getIdentity() {
        return identity;
    }

    public @Nullable String getAudience() {
        return audience;
    }

    @DataBoundSetter
    public void setAudience(@Nullable String audience) {
        this.audience = Lines.orNull(audience);
    }

    public @Nullable String getGithub() {
        return github;
    }

    @DataBoundSetter
    public void setGithub(@Nullable String github) {
        this.github = Lines.orNull(github);
    }

    /** In the list of issuers. */
    @Extension
    @Symbol("octoSts")
    public static final class DescriptorImpl extends IssuerDescriptor {
        @Override
        public String getDisplayName() {
            return "octo-sts";
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }

        @POST
        public FormValidation doCheckIdentity(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.needed(value);
        }
    }
}
