package io.github.jitcredentials.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jitc check}: what exec would decide. */
@Command(
        name = "check",
        description = "Says who this task is, and for each profile whether it would be permitted, and if not, every "
                + "reason. Issues nothing.")
final class CheckCommand implements Callable<Integer> {
    private final Surroundings around;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Answer on standard output, a JSON object a line for each profile.")
    private boolean json;

    CheckCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        RawSettings settings = Host.configured(around, SettingsOf.command(spec, around));
        Voice voice = Voice.of(around, false);
        ExitCode worst = ExitCode.OK;
        try (Assembly assembly =
                Assembly.of(settings, Host.facts(around, settings), problem -> voice.warn(problem.toString()))) {
            List<Profile> profiles = assembly.profiles(delivery -> true);
            for (Profile profile : profiles) {
                try {
                    permitted(assembly.explain(profile, "check"), voice);
                } catch (JitException e) {
                    refused(profile, e, voice);
                    worst = worse(worst, ExitCode.of(e));
                }
            }
        }
        return worst.code();
    }

    private void permitted(Permitted permitted, Voice voice) throws IOException {
        if (json) {
            answer(JsonDecision.permit(
                    permitted.identity(), permitted.request(), permitted.rule(), permitted.overlooked()));
        } else {
            Sentences.tell(permitted, voice);
        }
    }

    private void refused(Profile profile, JitException e, Voice voice) throws IOException {
        if (!json) {
            voice.block(Jitc.advice("").of(e));
        } else if (e instanceof JitException.Denied denied) {
            answer(JsonDecision.deny(profile.name(), denied.identity(), e.problems()));
        } else {
            answer(JsonDecision.refused(profile.name(), e));
        }
    }

    private void answer(ObjectNode node) throws IOException {
        JsonReport.write(node, around.out());
    }

    /** What is denied is the answer asked for; that it could not be asked for counts more. */
    private static ExitCode worse(ExitCode one, ExitCode other) {
        return one == ExitCode.OK || one == ExitCode.DENIED && other != ExitCode.OK ? other : one;
    }
}
