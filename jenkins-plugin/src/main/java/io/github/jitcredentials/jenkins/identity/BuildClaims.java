package io.github.jitcredentials.jenkins.identity;

import hudson.model.Cause;
import hudson.model.Run;
import hudson.triggers.SCMTrigger;
import hudson.triggers.TimerTrigger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadOrigin;
import jenkins.scm.api.SCMRevisionAction;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import jenkins.scm.api.mixin.TagSCMHead;
import org.jspecify.annotations.Nullable;

/** What this controller knows of a build, as claims. What it does not know is absent. */
final class BuildClaims {
    /** Claims that are {@code true} or {@code false}. */
    static final Set<String> FLAGS = Set.of("replayed", "fork", "change_request");

    /** Runs again from a stage on, with the words of the build that it is from. */
    private static final String RESTART =
            "org.jenkinsci.plugins.pipeline.modeldefinition.causes.RestartDeclarativePipelineCause";

    private static final String REPLAY = "org.jenkinsci.plugins.workflow.cps.replay.ReplayCause";
    private static final Map<String, String> CAUSES = Map.of(
            "jenkins.branch.BranchEventCause",
            "branch-event",
            "jenkins.branch.BranchIndexingCause",
            "branch-indexing",
            REPLAY,
            "replay",
            RESTART,
            "restart");

    private BuildClaims() {}

    /**
     * All of them as text.
     *
     * @param step the step within the build, as Pipeline numbers them; empty elsewhere
     */
    static SortedMap<String, String> of(Run<?, ?> run, String step) {
        SortedMap<String, String> claims = new TreeMap<>();
        claims.put("job", run.getParent().getFullName());
        claims.put("build", String.valueOf(run.getNumber()));
        put(claims, "step", step);
        for (Cause cause : run.getCauses()) {
            kind(cause).ifPresent(kind -> claims.putIfAbsent("cause", kind));
            if (cause instanceof Cause.UserIdCause user) {
                put(claims, "actor", user.getUserId());
            }
        }
        claims.put("replayed", String.valueOf(isReplayed(run)));
        SCMHead head = SCMHead.HeadByItem.findHead(run.getParent());
        if (head != null) {
            head(head, claims);
        }
        SCMRevisionAction revision = run.getAction(SCMRevisionAction.class);
        if (revision != null) {
            put(claims, "revision", String.valueOf(revision.getRevision()));
        }
        return claims;
    }

    /** Whether somebody gave it other words than its repository's, or may have: also in a build that it goes on with. */
    private static boolean isReplayed(Run<?, ?> run) {
        boolean replayed = false;
        for (Cause cause : run.getCauses()) {
            replayed |= is(cause, REPLAY) || is(cause, RESTART) && isReplayed(run, cause);
        }
        return replayed;
    }

    private static boolean isReplayed(Run<?, ?> run, Cause restart) {
        Run<?, ?> origin;
        try {
            Object number = restart.getClass().getMethod("getOriginRunNumber").invoke(restart);
            origin = run.getParent().getBuildByNumber((int) number);
        } catch (ReflectiveOperationException | ClassCastException e) {
            // Whose words it has can't be known.
            return true;
        }
        return origin == null || origin.getNumber() >= run.getNumber() || isReplayed(origin);
    }

    private static void head(SCMHead head, Map<String, String> claims) {
        put(claims, "branch", head.getName());
        boolean change = head instanceof ChangeRequestSCMHead;
        claims.put("change_request", String.valueOf(change));
        claims.put("fork", String.valueOf(head.getOrigin() instanceof SCMHeadOrigin.Fork));
        if (!change) {
            claims.put("ref", (head instanceof TagSCMHead ? "refs/tags/" : "refs/heads/") + head.getName());
        }
    }

    private static Optional<String> kind(Cause cause) {
        if (cause instanceof Cause.UserIdCause) {
            return Optional.of("user");
        }
        if (cause instanceof TimerTrigger.TimerTriggerCause) {
            return Optional.of("timer");
        }
        if (cause instanceof SCMTrigger.SCMTriggerCause) {
            return Optional.of("scm");
        }
        if (cause instanceof Cause.UpstreamCause) {
            return Optional.of("upstream");
        }
        if (cause instanceof Cause.RemoteCause) {
            return Optional.of("remote");
        }
        return CAUSES.entrySet().stream()
                .filter(known -> is(cause, known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** By name, because the plugin that has the class need not be there. */
    private static boolean is(Cause cause, String name) {
        for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static void put(Map<String, String> claims, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            claims.put(name, value);
        }
    }
}
