package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.MachineLeases;
import io.github.jitcredentials.frontend.RawSettings;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jitc sweep}: ends what nobody takes care of any more. */
@Command(
        name = "sweep",
        description =
                "Ends what dead processes left alive on this machine, and what was acquired and is past its time. "
                        + "Every other command that issues does it, too.")
final class SweepCommand implements Callable<Integer> {
    private final Surroundings around;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Answer on standard output as a JSON object.")
    private boolean json;

    SweepCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        RawSettings settings = SettingsOf.command(spec, around);
        Voice voice = Voice.of(around, false);
        try (MachineLeases leases =
                MachineLeases.of(settings, Host.facts(around, settings), problem -> voice.warn(problem.toString()))) {
            return EndedLeases.tell(leases.sweep(), json, voice, around.out()).code();
        }
    }
}
