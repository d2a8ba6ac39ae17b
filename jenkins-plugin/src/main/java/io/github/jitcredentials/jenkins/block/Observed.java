package io.github.jitcredentials.jenkins.block;

import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.model.Printed;
import io.github.jitcredentials.model.Problem;
import java.util.stream.Collectors;

/** A rule would have denied it, but that it only observes; nothing was issued. */
public final class Observed extends Exception {
    private static final long serialVersionUID = 1L;

    Observed(Permitted permitted) {
        super(sentence(permitted));
    }

    /** What every report says of it. */
    static String sentence(Permitted permitted) {
        return Printed.line("rule \"" + permitted.rule() + "\" ONLY OBSERVES, and would deny "
                + permitted.request().profile() + ": "
                + permitted.overlooked().stream().map(Problem::toString).collect(Collectors.joining("; ")));
    }
}
