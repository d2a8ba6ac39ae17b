package io.github.jitcredentials.jenkins.credentials;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsNameProvider;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.NameWith;
import com.cloudbees.plugins.credentials.UserCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.impl.BaseStandardCredentials;
import hudson.Util;
import hudson.model.ModelObject;
import hudson.model.Run;
import hudson.remoting.Channel;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import hudson.util.Secret;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.ServerDesk;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.config.ProfileChoice;
import io.github.jitcredentials.jenkins.masking.Masks;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * A credential that names a profile instead of holding a secret. Jobs name it as they named the one it replaces; looked up for a
 * build it becomes that build's own, and the first use of its secret opens a lease. Without a build, it refuses.
 *
 * <p>What is stored never holds a secret. Sent to an agent, a build's copy is what it stands for, since agents ask nobody.
 */
@NameWith(value = IssuedCredential.Name.class, priority = 100)
@Restricted(NoExternalUse.class)
public abstract class IssuedCredential extends BaseStandardCredentials implements Cloneable {
    private static final long serialVersionUID = 1L;

    private final String profile;
    private @Nullable String purpose;
    private @Nullable String fallback;
    private @Nullable String field;
    private transient @Nullable Run<?, ?> run;

    IssuedCredential(
            @Nullable CredentialsScope scope, @Nullable String id, @Nullable String description, String profile) {
        super(scope, id, description);
        this.profile = profile.strip();
    }

    public final String getProfile() {
        return profile;
    }

    public final @Nullable String getPurpose() {
        return purpose;
    }

    @DataBoundSetter
    public final void setPurpose(@Nullable String purpose) {
        this.purpose = Util.fixEmptyAndTrim(purpose);
    }

    /** The id of a stored credential of the same kind, used for what a rule would deny if it did not only observe. */
    public final @Nullable String getFallback() {
        return fallback;
    }

    @DataBoundSetter
    public final void setFallback(@Nullable String fallback) {
        this.fallback = Util.fixEmptyAndTrim(fallback);
    }

    /** The field of what is issued that is the secret; null for the one that is usual. */
    public final @Nullable String getField() {
        return field;
    }

    @DataBoundSetter
    public final void setField(@Nullable String field) {
        this.field = Util.fixEmptyAndTrim(field);
    }

    @Override
    public final Credentials forRun(Run<?, ?> context) {
        try {
            IssuedCredential bound = (IssuedCredential) clone();
            bound.run = context;
            return bound;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its profile as its build's folders have it. @throws io.github.jitcredentials.model.JitException if there is none */
    final Profile profileOf() {
        Run<?, ?> asking = run;
        JitCredentials credentials = JitCredentials.get();
        ServerDesk desk = asking == null ? credentials.desk() : credentials.desk(asking.getParent());
        return desk.configuration().profile(profile, "profile");
    }

    final boolean isBound() {
        return run != null;
    }

    /**
     * What stands behind it for its build. Opens a lease if none is open; blocks on the issuer then.
     *
     * @param property what is asked for, as an exception names it
     * @throws NothingIssued with the reason
     */
    final Held held(String property) {
        Run<?, ?> asking = run;
        if (asking == null) {
            throw new NothingIssued(
                    property,
                    "credential \"" + getId()
                            + "\" is issued to a running build that policy permits it to, and here is no build");
        }
        return Uses.get().held(asking, this, property);
    }

    /** Masks what was issued to its build also where it is shown with this user's name. */
    final void maskAlsoOf(String user) {
        if (run != null) {
            Masks.get().of(run.getExternalizableId()).user(user);
        }
    }

    /** The secret among the fields: the one that is named, else {@code password}, {@code token}, or the only one. */
    final String secret(Map<String, Secret> fields, String property) {
        String wanted = Optional.ofNullable(field).orElse(fields.containsKey("password") ? "password" : "token");
        Secret found = fields.get(wanted);
        if (found == null && field == null && fields.size() == 1) {
            found = fields.values().iterator().next();
        }
        if (found == null) {
            throw new NothingIssued(
                    property,
                    "profile \"" + profile + "\" of credential \"" + getId() + "\" has no field " + wanted + ", but "
                            + String.join(", ", fields.keySet()));
        }
        return found.getPlainText();
    }

    /** Whether another says the same. */
    final boolean isAs(IssuedCredential other) {
        return getClass() == other.getClass()
                && getId().equals(other.getId())
                && profile.equals(other.profile)
                && Objects.equals(purpose, other.purpose)
                && Objects.equals(fallback, other.fallback)
                && Objects.equals(field, other.field);
    }

    /** The kind that a fallback has to be of, and a build asks for. */
    abstract Class<? extends StandardCredentials> kind();

    /** A plain credential with what was issued. */
    abstract StandardCredentials resolved();

    /** Only through a channel's memory: what is written to a disk is what is stored anyway. */
    protected final Object writeReplace() {
        return Channel.current() == null || !isBound() ? this : resolved();
    }

    /** How lists show it: without a user name, for which something would have to be issued. */
    public static final class Name extends CredentialsNameProvider<IssuedCredential> {
        @Override
        public String getName(IssuedCredential credential) {
            String description = Util.fixEmptyAndTrim(credential.getDescription());
            return "JIT " + credential.getProfile() + (description == null ? "" : " (" + description + ")");
        }
    }

    /** What the forms of all kinds have in common. Nothing here issues anything. */
    protected abstract static class IssuedDescriptor extends BaseStandardCredentialsDescriptor {
        private final Class<? extends StandardCredentials> kind;

        IssuedDescriptor(Class<? extends StandardCredentials> kind) {
            this.kind = kind;
        }

        /** A user's own store has none: see {@link StoredCredentials#isOf}. */
        @Override
        public boolean isApplicable(CredentialsProvider provider) {
            return super.isApplicable(provider) && !(provider instanceof UserCredentialsProvider);
        }

        @RequirePOST
        public ListBoxModel doFillProfileItems(
                @AncestorInPath @Nullable ModelObject context, @QueryParameter @Nullable String profile) {
            return StoredCredentials.mayEdit(context)
                    ? ProfileChoice.all(context, profile)
                    : ProfileChoice.only(profile);
        }

        @RequirePOST
        public FormValidation doCheckProfile(
                @AncestorInPath @Nullable ModelObject context, @QueryParameter @Nullable String value) {
            return StoredCredentials.mayEdit(context) ? ProfileChoice.checkFixed(context, value) : FormValidation.ok();
        }

        @RequirePOST
        public ListBoxModel doFillFallbackItems(
                @AncestorInPath @Nullable ModelObject context, @QueryParameter @Nullable String fallback) {
            StandardListBoxModel model = new StandardListBoxModel();
            model.includeEmptyValue();
            if (StoredCredentials.mayEdit(context)) {
                StoredCredentials.of(kind, context).stream()
                        .filter(credential -> !(credential instanceof IssuedCredential))
                        .forEach(model::with);
            }
            return model.includeCurrentValue(fallback == null ? "" : fallback);
        }
    }
}
