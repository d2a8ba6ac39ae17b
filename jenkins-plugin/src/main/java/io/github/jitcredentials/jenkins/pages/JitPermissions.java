package io.github.jitcredentials.jenkins.pages;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.util.Objects;
import jenkins.model.Jenkins;
import jenkins.util.NonLocalizable;

/** Who may see leases, and who may end those of others. Administrators may; everybody else is granted it, here or on a job. */
public final class JitPermissions {
    public static final PermissionGroup GROUP =
            new PermissionGroup(JitPermissions.class, new NonLocalizable("JIT credentials"));

    public static final Permission VIEW = permission(
            "View",
            "See leases: who was handed a credential, for what, and what became of it. Never the credential itself.");

    public static final Permission REVOKE =
            permission("Revoke", "End leases before the step that uses them does; that step fails then.");

    private JitPermissions() {}

    /** Permissions are known only once somebody has named them, and configurations of security name them as text. */
    @Initializer(before = InitMilestone.SYSTEM_CONFIG_LOADED)
    public static void register() {
        Objects.requireNonNull(VIEW);
        Objects.requireNonNull(REVOKE);
    }

    private static Permission permission(String name, String description) {
        return new Permission(
                GROUP, name, new NonLocalizable(description), Jenkins.ADMINISTER, true, new PermissionScope[] {
                    PermissionScope.JENKINS, PermissionScope.ITEM_GROUP, PermissionScope.ITEM
                });
    }
}
