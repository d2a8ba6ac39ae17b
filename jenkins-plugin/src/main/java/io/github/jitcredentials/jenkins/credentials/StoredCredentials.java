package io.github.jitcredentials.jenkins.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.ModelObject;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.util.List;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** Where forms look for what is stored. */
final class StoredCredentials {
    private StoredCredentials() {}

    /** Those of a kind that hold their secret themselves. */
    static List<? extends StandardCredentials> of(
            Class<? extends StandardCredentials> kind, @Nullable ModelObject context) {
        if (context instanceof Item item) {
            return CredentialsProvider.lookupCredentialsInItem(kind, item, ACL.SYSTEM2, List.of());
        }
        ItemGroup<?> group = context instanceof ItemGroup<?> items ? items : Jenkins.get();
        return CredentialsProvider.lookupCredentialsInItemGroup(kind, group, ACL.SYSTEM2, List.of());
    }

    /** Whether whoever asks may edit credentials there. */
    static boolean mayEdit(@Nullable ModelObject context) {
        AccessControlled place = context instanceof AccessControlled controlled ? controlled : Jenkins.get();
        return place.hasAnyPermission(CredentialsProvider.CREATE, CredentialsProvider.UPDATE);
    }
}
