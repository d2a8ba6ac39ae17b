package io.github.jitcredentials.cli;

import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Advice;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Identity;
import java.util.List;

/** Decisions in words. */
final class Sentences {
    private Sentences() {}

    static String permit(Identity identity, CredentialRequest request, String rule) {
        return "permit \"" + request.profile() + "\" for " + identity + ", by " + identity.source() + ": "
                + request.scope() + ", at most " + Durations.format(request.ttl()) + " (rule \"" + rule + "\")";
    }

    /** Says what was permitted, and what for it only was because a rule observes. */
    static void tell(Permitted permitted, Voice voice) {
        voice.say(permit(permitted.identity(), permitted.request(), permitted.rule()));
        if (!permitted.overlooked().isEmpty()) {
            voice.block(observed(permitted));
        }
    }

    static List<String> observed(Permitted permitted) {
        return Advice.observed(
                permitted.rule(), permitted.request().profile(), permitted.identity(), permitted.overlooked());
    }
}
