package io.github.jitcredentials.jenkins.pages;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** One page of the leases that somebody looks at: those that need a look first, then the newest. */
public final class LeaseTable {
    private static final int PER_PAGE = 50;
    private static final Comparator<LeaseRow> ORDER = Comparator.comparing((LeaseRow row) -> !row.needsLook())
            .thenComparing(LeaseRow::asked, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(LeaseRow::id);

    private final LeaseFilter filter;
    private final List<LeaseRow> chosen;
    private final List<String> profiles;
    private final int page;
    private final Instant now;

    LeaseTable(Collection<LeaseRow> all, LeaseFilter filter, int page, Instant now) {
        this.filter = filter;
        this.chosen = all.stream().filter(filter).sorted(ORDER).toList();
        this.profiles = all.stream().map(LeaseRow::profile).distinct().sorted().toList();
        this.page = Math.max(1, Math.min(page, pages(chosen.size())));
        this.now = now;
    }

    public List<LeaseView> getRows() {
        int from = (page - 1) * PER_PAGE;
        return chosen.subList(from, Math.min(chosen.size(), from + PER_PAGE)).stream()
                .map(row -> new LeaseView(row, now))
                .toList();
    }

    /** How many there are on all pages. */
    public int getCount() {
        return chosen.size();
    }

    public int getPage() {
        return page;
    }

    public int getPages() {
        return pages(chosen.size());
    }

    /** The profiles that have leases, to choose from. */
    public List<String> getProfiles() {
        return profiles;
    }

    public String getProfile() {
        return filter.profile();
    }

    public String getJob() {
        return filter.job();
    }

    public boolean isAny() {
        return filter.isAny();
    }

    /** In words. */
    public String getChoice() {
        return filter.words();
    }

    /** The choice, as a part of an address. */
    public String getQuery() {
        return filter.query();
    }

    private static int pages(int rows) {
        return Math.max(1, (rows + PER_PAGE - 1) / PER_PAGE);
    }
}
