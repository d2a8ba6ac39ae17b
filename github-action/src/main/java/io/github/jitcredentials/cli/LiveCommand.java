package io.github.jitcredentials.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.document.Invisible;
import io.github.jitcredentials.frontend.HostFacts;
import io.github.jitcredentials.frontend.MachineLeases;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.lease.Census;
import io.github.jitcredentials.lease.LiveLease;
import io.github.jitcredentials.lease.OwnerKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jitc live}: what is alive on this machine, and the switch that ends all of it. */
@Command(
        name = "live",
        description = "Lists the leases of all of your processes on this machine that are not over, by their journals.")
final class LiveCommand implements Callable<Integer> {
    private final Surroundings around;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--revoke",
            description = "The kill switch: end all of them now, also those of processes that are at work.")
    private boolean revoke;

    @Option(
            names = "--json",
            description =
                    "Answer on standard output: a JSON object a line for each lease, or one about what was ended.")
    private boolean json;

    LiveCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        RawSettings settings = SettingsOf.command(spec, around);
        HostFacts host = Host.facts(around, settings);
        Voice voice = Voice.of(around, false);
        if (revoke) {
            try (MachineLeases leases = MachineLeases.of(settings, host, problem -> voice.warn(problem.toString()))) {
                return EndedLeases.tell(leases.withdraw(lease -> true), json, voice, around.out())
                        .code();
            }
        }
        Census census = MachineLeases.census(settings, host);
        for (LiveLease lease : census.leases()) {
            if (json) {
                JsonReport.write(json(lease), around.out());
            } else {
                around.out().write((line(lease, voice.dot()) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        census.alarms().forEach(alarm -> voice.warn(alarm.toString()));
        return (census.alarms().isEmpty() ? ExitCode.OK : ExitCode.ALIVE).code();
    }

    private static String line(LiveLease lease, String dot) {
        String between = " " + dot + " ";
        boolean endless = lease.deadAt().equals(Instant.MAX);
        return Invisible.named(lease.id() + "  " + lease.profile() + between + lease.scope() + between
                + JsonReport.word(lease.state()) + between + owner(lease) + between + "until "
                + lease.deadline().truncatedTo(ChronoUnit.SECONDS) + between
                + (endless ? "its secret does not end" + between : "") + "\"" + lease.purpose() + "\"");
    }

    private static String owner(LiveLease lease) {
        return lease.owner() == OwnerKind.DETACHED
                ? "detached"
                : lease.host() + ", process " + lease.pid() + (lease.ownerLives() ? "" : ", which is gone");
    }

    private static ObjectNode json(LiveLease lease) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("lease", lease.id().toString());
        node.put("request", lease.requestId());
        node.put("issuer", lease.issuer());
        node.put("profile", lease.profile());
        node.put("host", lease.host());
        node.put("unit", lease.unit());
        node.put("purpose", lease.purpose().toString());
        node.put("scope", lease.scope().toString());
        node.put("state", JsonReport.word(lease.state()));
        node.put("owner", JsonReport.word(lease.owner()));
        node.put("pid", lease.pid());
        node.put("ownerLives", lease.ownerLives());
        node.put("deadline", lease.deadline().toString());
        node.put("deadAt", JsonReport.end(lease.deadAt()));
        return node;
    }
}
