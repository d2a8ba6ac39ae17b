package io.github.jitcredentials.jenkins.pages;

import hudson.Extension;
import hudson.model.ManagementLink;
import hudson.security.Permission;
import jenkins.management.Badge;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.StaplerProxy;

/** The same page under Manage Jenkins. */
@Extension
public final class LeasesLink extends ManagementLink implements StaplerProxy {
    @Override
    public Object getTarget() {
        return LeasesPage.get().getTarget();
    }

    @Override
    public String getIconFileName() {
        return "symbol-key";
    }

    @Override
    public String getDisplayName() {
        return LeasesPage.get().getDisplayName();
    }

    @Override
    public String getDescription() {
        return "Credentials that builds were handed and that are not over: see and revoke them.";
    }

    @Override
    public String getUrlName() {
        return LeasesPage.URL;
    }

    @Override
    public Permission getRequiredPermission() {
        return JitPermissions.VIEW;
    }

    @Override
    public Category getCategory() {
        return Category.SECURITY;
    }

    /** How many need a look. */
    @Override
    public @Nullable Badge getBadge() {
        int stuck = LiveLeases.get().stuck().size();
        return stuck == 0
                ? null
                : new Badge(
                        String.valueOf(stuck), stuck + " may be alive, and can't be revoked", Badge.Severity.DANGER);
    }
}
