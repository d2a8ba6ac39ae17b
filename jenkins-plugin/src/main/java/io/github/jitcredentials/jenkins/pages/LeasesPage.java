package io.github.jitcredentials.jenkins.pages;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.RootAction;
import hudson.util.HttpResponses;
import java.time.Clock;
import java.util.List;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The leases that live on this controller, for those who may see them; and their end, for those who may revoke. */
@Extension
public final class LeasesPage implements RootAction, StaplerProxy {
    static final String URL = "jit-leases";

    private final Clock clock = Clock.systemUTC();

    static LeasesPage get() {
        return ExtensionList.lookupSingleton(LeasesPage.class);
    }

    /** Whatever is asked for here. */
    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(JitPermissions.VIEW);
        return this;
    }

    @Override
    public @Nullable String getIconFileName() {
        return Jenkins.get().hasPermission(JitPermissions.VIEW) ? "symbol-key" : null;
    }

    @Override
    public String getDisplayName() {
        return "Live leases";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** For the page. */
    @Restricted(DoNotUse.class)
    public LeaseTable getTable(StaplerRequest2 request) {
        return new LeaseTable(
                LiveLeases.get().all(),
                LeaseFilter.of(request.getParameter("profile"), request.getParameter("job")),
                number(request.getParameter("page")),
                clock.instant());
    }

    /** For the page. */
    @Restricted(DoNotUse.class)
    public boolean getMayRevoke() {
        return Jenkins.get().hasPermission(JitPermissions.REVOKE);
    }

    /** Ends one. */
    @RequirePOST
    @Restricted(DoNotUse.class)
    public HttpResponse doRevoke(
            @QueryParameter String lease, @QueryParameter String profile, @QueryParameter String job) {
        Jenkins.get().checkPermission(JitPermissions.REVOKE);
        Revocations.begin(LiveLeases.get().find(lease).map(List::of).orElse(List.of()));
        return back(LeaseFilter.of(profile, job));
    }

    /** Ends all that were chosen: the kill switch, for a profile, a job, a folder, or everything. */
    @RequirePOST
    @Restricted(DoNotUse.class)
    public HttpResponse doRevokeAll(@QueryParameter String profile, @QueryParameter String job) {
        Jenkins.get().checkPermission(JitPermissions.REVOKE);
        LeaseFilter filter = LeaseFilter.of(profile, job);
        Revocations.begin(LiveLeases.get().all().stream().filter(filter).toList());
        return back(filter);
    }

    private static HttpResponse back(LeaseFilter filter) {
        return HttpResponses.redirectTo("./?" + filter.query());
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? 1 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
