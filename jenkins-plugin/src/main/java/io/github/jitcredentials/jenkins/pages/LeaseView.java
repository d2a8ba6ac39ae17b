package io.github.jitcredentials.jenkins.pages;

import hudson.Util;
import hudson.model.Run;
import io.github.jitcredentials.model.Printed;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One lease as a page shows it to somebody. Who may not see the build reads neither its name nor the purpose, which mostly tells it.
 * What others wrote is made visible here, and escaped by the page.
 */
public final class LeaseView {
    private static final String HIDDEN = "a job that you may not see";

    private final LeaseRow row;
    private final Instant now;
    private final BuildUnit unit;
    private final Optional<Run<?, ?>> run;

    LeaseView(LeaseRow row, Instant now) {
        this.row = row;
        this.now = now;
        this.unit = BuildUnit.of(row.unit());
        this.run = unit.run();
    }

    public String getId() {
        return row.id();
    }

    public String getProfile() {
        return Printed.visible(row.profile());
    }

    public String getIssuer() {
        return Printed.visible(row.issuer());
    }

    public String getScope() {
        return Printed.visible(row.scope());
    }

    public String getPurpose() {
        return run.isPresent() ? Printed.visible(row.purpose()) : "";
    }

    public String getBuild() {
        return run.isPresent() ? Printed.visible(unit.toString()) : HIDDEN;
    }

    /** Its page, below Jenkins' own address; null where there is none for this user. */
    public @Nullable String getBuildUrl() {
        return run.map(Run::getUrl).orElse(null);
    }

    public String getIssued() {
        Instant asked = row.asked();
        return asked == null ? "before the last start" : span(asked, now) + " ago";
    }

    public String getIssuedAt() {
        Instant asked = row.asked();
        return asked == null ? "" : text(asked);
    }

    public String getEnds() {
        return row.ends().isAfter(now) ? "in " + span(now, row.ends()) : "over";
    }

    public String getEndsAt() {
        return text(row.ends());
    }

    public String getState() {
        return row.state().name().toLowerCase(Locale.ROOT);
    }

    /** A colour's name of Jenkins' design library. */
    public String getColour() {
        return switch (row.state()) {
            case ACTIVE -> "success";
            case STUCK, UNCERTAIN -> "error";
            case REVOKING -> "warning";
            default -> "info";
        };
    }

    /** What somebody must know of it; empty if nothing. */
    public List<String> getProblem() {
        return row.problem() == null
                ? List.of()
                : row.problem().lines().stream().map(Printed::visible).toList();
    }

    private static String span(Instant from, Instant to) {
        return Util.getTimeSpanString(Math.max(0, Duration.between(from, to).toMillis()));
    }

    private static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
