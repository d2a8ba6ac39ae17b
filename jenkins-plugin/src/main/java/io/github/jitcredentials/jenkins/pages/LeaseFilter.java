package io.github.jitcredentials.jenkins.pages;

import hudson.Util;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/**
 * Which leases somebody looks at, and may end all together. Empty texts mean any.
 *
 * @param profile by name
 * @param job the full name of a job, or of a folder with all that is in it
 */
record LeaseFilter(String profile, String job) implements Predicate<LeaseRow> {
    static LeaseFilter of(@Nullable String profile, @Nullable String job) {
        return new LeaseFilter(Util.fixNull(profile).strip(), Util.fixNull(job).strip());
    }

    @Override
    public boolean test(LeaseRow row) {
        return (profile.isEmpty() || profile.equals(row.profile())) && (job.isEmpty() || isIn(row));
    }

    private boolean isIn(LeaseRow row) {
        // No name is parsed for those that have another beginning.
        if (!row.unit().startsWith(job)) {
            return false;
        }
        BuildUnit unit = BuildUnit.of(row.unit());
        // Who may not see a job must not find out by its name that it is there.
        return (unit.job().equals(job) || unit.job().startsWith(job + "/"))
                && (Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                        || unit.run().isPresent());
    }

    boolean isAny() {
        return profile.isEmpty() && job.isEmpty();
    }

    /** As a part of an address, to which a page's number can be added. */
    String query() {
        return "profile=" + encoded(profile) + "&job=" + encoded(job);
    }

    /** In words, for those who are asked whether they are sure. */
    String words() {
        if (isAny()) {
            return "all leases of this controller";
        }
        return "all leases" + (profile.isEmpty() ? "" : " of profile " + profile) + (job.isEmpty() ? "" : " in " + job);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
