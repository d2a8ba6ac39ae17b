package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.HostFacts;
import io.github.jitcredentials.frontend.MachineLeases;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.lease.Census;
import io.github.jitcredentials.lease.LiveLease;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jitc revoke}: ends leases by their names. */
@Command(
        name = "revoke",
        description =
                "Ends leases now, whoever opened them: what jitc acquire gave, or what jitc live lists. One that is "
                        + "over already is no error.")
final class RevokeCommand implements Callable<Integer> {
    private final Surroundings around;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "LEASE", arity = "1..*", description = "Their names, 12 letters and digits each.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--json", description = "Answer on standard output as a JSON object.")
    private boolean json;

    RevokeCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        Set<LeaseId> wanted = names.stream().map(RevokeCommand::lease).collect(Collectors.toSet());
        RawSettings settings = SettingsOf.command(spec, around);
        HostFacts host = Host.facts(around, settings);
        Voice voice = Voice.of(around, false);
        Census census = MachineLeases.census(settings, host);
        Set<LeaseId> here = census.leases().stream().map(LiveLease::id).collect(Collectors.toSet());
        wanted.stream()
                .filter(lease -> !here.contains(lease))
                .forEach(lease -> voice.warn("no lease " + lease + " is alive by the journals of this user here"));
        try (MachineLeases leases = MachineLeases.of(settings, host, problem -> voice.warn(problem.toString()))) {
            return EndedLeases.tell(leases.withdraw(wanted::contains), json, voice, around.out())
                    .code();
        }
    }

    private static LeaseId lease(String name) {
        try {
            return new LeaseId(name);
        } catch (IllegalArgumentException e) {
            throw new JitException.Misconfigured(
                    new Problem("\"" + name + "\" is no lease's name", "LEASE", "jitc live lists them"));
        }
    }
}
