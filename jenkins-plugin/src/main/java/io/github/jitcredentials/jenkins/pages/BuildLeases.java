package io.github.jitcredentials.jenkins.pages;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Run;
import hudson.util.HttpResponses;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Printed;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.TransientActionFactory;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The leases of one build, and what happened to each of them. Not stored with the build. */
public final class BuildLeases implements Action, StaplerProxy {
    private final Run<?, ?> run;
    private final Clock clock = Clock.systemUTC();

    private BuildLeases(Run<?, ?> run) {
        this.run = run;
    }

    @Override
    public Object getTarget() {
        run.checkPermission(JitPermissions.VIEW);
        return this;
    }

    @Override
    public @Nullable String getIconFileName() {
        return run.hasPermission(JitPermissions.VIEW) ? "symbol-key" : null;
    }

    @Override
    public String getDisplayName() {
        return "JIT credentials";
    }

    @Override
    public String getUrlName() {
        return "jit-credentials";
    }

    /** For Jenkins' own frame around the pages of builds. */
    @Restricted(DoNotUse.class)
    public Run<?, ?> getObject() {
        return run;
    }

    /** Those that live now. */
    @Restricted(DoNotUse.class)
    public List<LeaseView> getAlive() {
        Instant now = clock.instant();
        String name = run.getParent().getFullName();
        return LiveLeases.get().all().stream()
                .filter(row -> isOurs(row, name))
                .map(row -> new LeaseView(row, now))
                .toList();
    }

    /** What happened, lease by lease; what was asked for and not issued comes before. */
    @Restricted(DoNotUse.class)
    public Collection<Story> getStories() throws IOException {
        List<TimeLine.Entry> entries = TimeLine.of(run).entries();
        Map<String, Story> stories = new LinkedHashMap<>();
        for (TimeLine.Entry entry : entries) {
            stories.computeIfAbsent(
                            entry.lease(),
                            id -> new Story(id, entry.profile(), entries.get(0).at()))
                    .add(entry);
        }
        return stories.values();
    }

    @Restricted(DoNotUse.class)
    public boolean getMayRevoke() {
        return run.hasPermission(JitPermissions.REVOKE);
    }

    /** Ends one of this build's. */
    @RequirePOST
    @Restricted(DoNotUse.class)
    public HttpResponse doRevoke(@QueryParameter String lease) {
        run.checkPermission(JitPermissions.REVOKE);
        String name = run.getParent().getFullName();
        Revocations.begin(LiveLeases.get()
                .find(lease)
                .filter(row -> isOurs(row, name))
                .map(List::of)
                .orElse(List.of()));
        return HttpResponses.redirectToDot();
    }

    private boolean isOurs(LeaseRow row, String job) {
        BuildUnit unit = BuildUnit.of(row.unit());
        return unit.number() == run.getNumber() && unit.job().equals(job);
    }

    /** What happened to one lease, or before there was one. */
    public static final class Story {
        private final String lease;
        private final String profile;
        private final Instant beginning;
        private final List<Step> steps = new ArrayList<>();

        private Story(String lease, String profile, Instant beginning) {
            this.lease = lease;
            this.profile = profile;
            this.beginning = beginning;
        }

        private void add(TimeLine.Entry entry) {
            steps.add(new Step(entry, beginning));
        }

        public String getLease() {
            return lease;
        }

        public String getProfile() {
            return Printed.visible(profile);
        }

        public List<Step> getSteps() {
            return List.copyOf(steps);
        }
    }

    /** One thing that happened, as the page shows it. */
    public static final class Step {
        private final TimeLine.Entry entry;
        private final Instant beginning;

        private Step(TimeLine.Entry entry, Instant beginning) {
            this.entry = entry;
            this.beginning = beginning;
        }

        public String getAt() {
            return entry.at().truncatedTo(ChronoUnit.MILLIS).toString();
        }

        /** How long after the first of them all. */
        public String getAfter() {
            Duration after = Duration.between(beginning, entry.at());
            return after.isNegative() ? "" : "+" + Durations.format(after);
        }

        public String getIs() {
            return entry.is();
        }

        public String getProfile() {
            return Printed.visible(entry.profile());
        }

        public List<String> getLines() {
            return entry.lines();
        }

        /** A colour's name of Jenkins' design library. */
        public String getColour() {
            return switch (entry.is()) {
                case "permitted", "issued", "renewed", "alive", "proven" -> "success";
                case "denied", "stuck", "uncertain", "failed" -> "error";
                case "observed", "not renewed", "withdrawn", "expired" -> "warning";
                default -> "info";
            };
        }
    }

    /** For builds that asked for a credential. */
    @Extension
    public static final class Factory extends TransientActionFactory<Run> {
        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public Collection<? extends Action> createFor(Run run) {
            return TimeLine.of(run).exists() ? List.of(new BuildLeases(run)) : List.of();
        }
    }
}
