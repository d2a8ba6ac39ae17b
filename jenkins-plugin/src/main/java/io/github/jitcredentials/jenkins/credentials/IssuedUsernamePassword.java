package io.github.jitcredentials.jenkins.credentials;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.util.Secret;
import io.github.jitcredentials.model.Credential;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A user name and a password, of which the password is issued, and the user name if none is configured. */
@Restricted(NoExternalUse.class)
public final class IssuedUsernamePassword extends IssuedCredential implements StandardUsernamePasswordCredentials {
    private static final long serialVersionUID = 1L;

    private @Nullable String username;
    private boolean usernameSecret;

    @DataBoundConstructor
    public IssuedUsernamePassword(
            @Nullable CredentialsScope scope, @Nullable String id, @Nullable String description, String profile) {
        super(scope, id, description, profile);
    }

    /** What is configured, for whoever lists or matches credentials; for a build, what is issued if nothing is. */
    @Override
    public String getUsername() {
        String configured = username;
        if (!isBound() || configured != null && getFallback() == null) {
            return Util.fixNull(configured);
        }
        Held held = held(Credential.USERNAME);
        if (held instanceof Held.Stored stored) {
            return ((StandardUsernamePasswordCredentials) stored.credential()).getUsername();
        }
        Secret issued = ((Held.Issued) held).fields().get(Credential.USERNAME);
        return configured != null ? configured : issued == null ? "" : issued.getPlainText();
    }

    @DataBoundSetter
    public void setUsername(@Nullable String username) {
        this.username = Util.fixEmptyAndTrim(username);
    }

    /** One that is issued is as secret as what it comes with. */
    @Override
    public boolean isUsernameSecret() {
        return usernameSecret || isBound() && username == null;
    }

    @DataBoundSetter
    public void setUsernameSecret(boolean usernameSecret) {
        this.usernameSecret = usernameSecret;
    }

    @Override
    public Secret getPassword() {
        String property = "password";
        Held held = held(property);
        if (held instanceof Held.Stored stored) {
            return ((StandardUsernamePasswordCredentials) stored.credential()).getPassword();
        }
        maskAlsoOf(getUsername());
        return Secret.fromString(secret(((Held.Issued) held).fields(), property));
    }

    @Override
    Class<? extends StandardCredentials> kind() {
        return StandardUsernamePasswordCredentials.class;
    }

    @Override
    StandardCredentials resolved() {
        try {
            UsernamePasswordCredentialsImpl resolved = new UsernamePasswordCredentialsImpl(
                    getScope(),
                    getId(),
                    getDescription(),
                    getUsername(),
                    getPassword().getPlainText());
            resolved.setUsernameSecret(isUsernameSecret());
            return resolved;
        } catch (Descriptor.FormException e) {
            throw new NothingIssued(
                    "password", "credential \"" + getId() + "\" is too short for this controller's rules");
        }
    }

    /** In a form. */
    @Extension
    @Symbol("jitUsernamePassword")
    public static final class DescriptorImpl extends IssuedDescriptor {
        public DescriptorImpl() {
            super(StandardUsernamePasswordCredentials.class);
        }

        @Override
        public String getDisplayName() {
            return "JIT username and password";
        }

        @Override
        public String getIconClassName() {
            return "symbol-id-card";
        }
    }
}
