package io.github.jitcredentials.jenkins.credentials;

import com.cloudbees.plugins.credentials.CredentialsDescriptor;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.ModelObject;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.util.List;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** Where forms look for what is stored, and builds for what is issued. */
final class StoredCredentials {
    private StoredCredentials() {}

    /** Those of a kind that hold their secret themselves; none in a place that has none for jobs, as a user's own. */
    static List<? extends StandardCredentials> of(
            Class<? extends StandardCredentials> kind, @Nullable ModelObject context) {
        AccessControlled place = place(context);
        if (place instanceof ItemGroup<?> group) {
            return CredentialsProvider.lookupCredentialsInItemGroup(kind, group, ACL.SYSTEM2, List.of());
        }
        return place instanceof Item item
                ? CredentialsProvider.lookupCredentialsInItem(kind, item, ACL.SYSTEM2, List.of())
                : List.of();
    }

    /** Whether whoever asks may edit credentials there. */
    static boolean mayEdit(@Nullable ModelObject context) {
        AccessControlled place = place(context);
        return place != null && place.hasAnyPermission(CredentialsProvider.CREATE, CredentialsProvider.UPDATE);
    }

    /**
     * Whether a job has it by the word of those who configure its folders or the controller, and not by that of a user who brought
     * it along as a parameter: he would choose where to what the job is issued goes.
     */
    static boolean isOf(Job<?, ?> job, IssuedCredential credential) {
        return CredentialsProvider.lookupCredentialsInItem(credential.getClass(), job, ACL.SYSTEM2, List.of()).stream()
                .anyMatch(credential::isAs);
    }

    /** Whose permissions count: those of the very place where is looked. */
    private static @Nullable AccessControlled place(@Nullable ModelObject context) {
        if (context == null) {
            return Jenkins.get();
        }
        ModelObject whose = CredentialsDescriptor.unwrapContext(context);
        return (whose instanceof ItemGroup<?> || whose instanceof Item) && whose instanceof AccessControlled place
                ? place
                : null;
    }
}
