package io.github.jitcredentials.jenkins.credentials;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsSnapshotTaker;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.Extension;
import hudson.util.Secret;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;

/** A secret text that is issued. */
@Restricted(NoExternalUse.class)
public final class IssuedText extends IssuedCredential implements StringCredentials {
    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public IssuedText(
            @Nullable CredentialsScope scope, @Nullable String id, @Nullable String description, String profile) {
        super(scope, id, description, profile);
    }

    @Override
    public Secret getSecret() {
        String property = "secret";
        Held held = held(property);
        return held instanceof Held.Stored stored
                ? ((StringCredentials) stored.credential()).getSecret()
                : Secret.fromString(secret(((Held.Issued) held).fields(), property));
    }

    @Override
    Class<? extends StandardCredentials> kind() {
        return StringCredentials.class;
    }

    @Override
    StandardCredentials resolved() {
        return new StringCredentialsImpl(getScope(), getId(), getDescription(), getSecret());
    }

    /** For whoever wants a copy that needs nobody. */
    @Extension
    public static final class Snapshots extends CredentialsSnapshotTaker<StringCredentials> {
        @Override
        public Class<StringCredentials> type() {
            return StringCredentials.class;
        }

        @Override
        public StringCredentials snapshot(StringCredentials credentials) {
            return credentials instanceof IssuedText text ? (StringCredentials) text.resolved() : credentials;
        }
    }

    /** In a form. */
    @Extension
    @Symbol("jitString")
    public static final class DescriptorImpl extends IssuedDescriptor {
        public DescriptorImpl() {
            super(StringCredentials.class);
        }

        @Override
        public String getDisplayName() {
            return "JIT secret text";
        }

        @Override
        public String getIconClassName() {
            return "symbol-details";
        }
    }
}
