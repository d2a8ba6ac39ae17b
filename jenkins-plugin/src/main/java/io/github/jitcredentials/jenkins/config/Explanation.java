package io.github.jitcredentials.jenkins.config;

import hudson.util.FormValidation;
import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.jenkins.identity.BuildIdentity;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Task;
import io.github.jitcredentials.policy.ClaimNames;
import io.github.jitcredentials.policy.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What policy would say to a build that somebody describes. Asks nobody, issues nothing. */
final class Explanation {
    /** How this controller's tokens call what all hosts call by one name, where the two differ. */
    private static final Map<String, String> RAW = Map.of("run", "build", "event", "cause");

    private final Configuration configuration;

    Explanation(Configuration configuration) {
        this.configuration = configuration;
    }

    FormValidation of(String job, String profile, List<String> claims) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> known = new TreeMap<>();
        add("job", job, known);
        claims.forEach(line -> read(line, known, problems));
        if (!problems.isEmpty()) {
            return FormChecks.refusal(problems);
        }
        try {
            return answer(profile, new Identity(BuildIdentity.NAME, "described", job, known, Instant.MAX));
        } catch (JitException.Misconfigured e) {
            return FormChecks.refusal(e);
        }
    }

    private FormValidation answer(String name, Identity identity) {
        Profile profile = configuration.profile(name, "profile");
        Decision decision = configuration
                .policy()
                .decide(
                        identity,
                        profile.request(new Task("jenkins", identity.subject(), profile.purpose(identity, null))));
        if (decision instanceof Decision.Permit permit) {
            String yes = "Permitted by \"" + permit.rule() + "\": "
                    + permit.request().scope() + ", for at most "
                    + Durations.format(permit.request().life()) + ".";
            return permit.observed()
                    ? FormValidation.warning(
                            yes + " The rule only observes, and would deny it:\n" + FormChecks.text(permit.reasons()))
                    : FormValidation.ok(yes);
        }
        return FormValidation.error("Denied:\n" + FormChecks.text(decision.reasons()));
    }

    private static void read(String line, Map<String, String> known, List<Problem> problems) {
        int equals = line.indexOf('=');
        String name = equals < 0 ? line : line.substring(0, equals).strip();
        if (equals < 0 || !ClaimNames.isKnown(name)) {
            problems.add(new Problem(
                    "\"" + name + "\" is no claim",
                    "",
                    "Known: " + String.join(", ", ClaimNames.NORMALISED) + "; or claim.NAME, each as claim=value"));
            return;
        }
        add(name, line.substring(equals + 1).strip(), known);
    }

    private static void add(String name, String value, Map<String, String> known) {
        known.put(name, value);
        if (ClaimNames.NORMALISED.contains(name)) {
            known.put("claim." + RAW.getOrDefault(name, name), value);
        }
    }
}
