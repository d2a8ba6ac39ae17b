package io.github.jitcredentials.jenkins.monitor;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AdministrativeMonitor;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Job;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Printed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;

/**
 * Rules that wait for a job that is not there: misspelt, renamed, or deleted. Whoever makes a job of that name gets what the rule
 * permits.
 */
@Extension
public final class RulesWithoutJob extends AdministrativeMonitor {
    private volatile List<String> rules = List.of();

    @Override
    public String getDisplayName() {
        return "Rules for JIT credentials that match no job";
    }

    @Override
    public boolean isSecurity() {
        return true;
    }

    @Override
    public boolean isActivated() {
        return !rules.isEmpty();
    }

    @Restricted(DoNotUse.class)
    public List<String> getRules() {
        return rules.stream().map(Printed::visible).toList();
    }

    /** Goes through all jobs, which takes a while where there are many. */
    void look() {
        if (ControllerConfiguration.get().isEmpty()) {
            rules = List.of();
            return;
        }
        List<String> jobs = new ArrayList<>();
        try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
            Jenkins.get().allItems(Job.class).forEach(job -> jobs.add(job.getFullName()));
        }
        try {
            rules = ControllerConfiguration.get().rulesWithoutJob(jobs);
        } catch (JitException.Misconfigured e) {
            // Another monitor says that.
            rules = List.of();
        }
    }

    /** Beside the pages: jobs come and go. */
    @Extension
    public static final class Rounds extends AsyncPeriodicWork {
        public Rounds() {
            super("JIT Credentials: rules");
        }

        @Override
        public long getRecurrencePeriod() {
            return TimeUnit.MINUTES.toMillis(10);
        }

        @Override
        public long getInitialDelay() {
            return TimeUnit.MINUTES.toMillis(1);
        }

        @Override
        protected Level getNormalLoggingLevel() {
            return Level.FINE;
        }

        @Override
        protected void execute(TaskListener listener) {
            ExtensionList.lookupSingleton(RulesWithoutJob.class).look();
        }
    }
}
