package io.github.jitcredentials.jenkins.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import hudson.util.HttpResponses;
import io.github.jitcredentials.jenkins.pages.LeaseRow;
import io.github.jitcredentials.jenkins.pages.LiveLeases;
import io.github.jitcredentials.jenkins.pages.Revocations;
import io.github.jitcredentials.model.Printed;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** Credentials that may be alive although their step is over, because their issuer would not end them. */
@Extension
public final class StuckLeases extends AdministrativeMonitor {
    private static final int SHOWN = 10;

    @Override
    public String getDisplayName() {
        return "JIT credentials that could not be revoked";
    }

    @Override
    public boolean isSecurity() {
        return true;
    }

    @Override
    public boolean isActivated() {
        return !LiveLeases.get().stuck().isEmpty();
    }

    /** How many there are. */
    @Restricted(DoNotUse.class)
    public int getCount() {
        return LiveLeases.get().stuck().size();
    }

    /** A few of them, a sentence each. */
    @Restricted(DoNotUse.class)
    public List<String> getSentences() {
        List<String> sentences = new ArrayList<>();
        LiveLeases.get().stuck().stream().limit(SHOWN).forEach(row -> sentences.add(sentence(row)));
        return sentences;
    }

    /** What can be pasted into a shell: it asks again, and says what came of it. */
    @Restricted(DoNotUse.class)
    public String getCommand() {
        String ids =
                LiveLeases.get().stuck().stream().limit(SHOWN).map(LeaseRow::id).collect(Collectors.joining(" "));
        String url = Jenkins.get().getRootUrl();
        return "java -jar jenkins-cli.jar -s " + (url == null ? "JENKINS_URL" : url) + " " + RevokeJitLeaseCommand.NAME
                + " " + ids;
    }

    /** Asks again for all of them. */
    @RequirePOST
    @Restricted(DoNotUse.class)
    public HttpResponse doAct() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        Revocations.begin(LiveLeases.get().stuck());
        return HttpResponses.redirectViaContextPath("/jit-leases/");
    }

    private static String sentence(LeaseRow row) {
        String why = row.problem() == null
                ? row.state() + " since an earlier start; look at " + row.issuer() + " for request " + row.requestId()
                : String.join(" ", row.problem().lines());
        return Printed.visible(row.id() + " (" + row.profile() + ", " + row.unit() + "): " + why
                + "; over by itself at " + row.ends().truncatedTo(ChronoUnit.SECONDS));
    }
}
