package io.github.jitcredentials.jenkins.folder;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.security.Permission;
import hudson.security.PermissionScope;
import io.github.jitcredentials.jenkins.pages.JitPermissions;
import java.util.Objects;
import jenkins.model.Jenkins;
import jenkins.util.NonLocalizable;

/** Who may say what a folder's builds get. Administrators may; whoever may configure a folder may not, unless granted it. */
public final class FolderPermissions {
    public static final Permission CONFIGURE = new Permission(
            JitPermissions.GROUP,
            "ConfigureFolder",
            new NonLocalizable("Choose and narrow the profiles that a folder's builds may ask for, and add issuers and"
                    + " profiles within the bounds that the administrator set."),
            Jenkins.ADMINISTER,
            true,
            new PermissionScope[] {PermissionScope.ITEM_GROUP});

    private FolderPermissions() {}

    /** Permissions are known only once somebody has named them, and configurations of security name them as text. */
    @Initializer(before = InitMilestone.SYSTEM_CONFIG_LOADED)
    public static void register() {
        Objects.requireNonNull(CONFIGURE);
    }
}
