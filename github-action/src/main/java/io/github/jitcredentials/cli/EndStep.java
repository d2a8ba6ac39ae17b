package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.MachineLeases;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.lease.CarriedLease;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The end of what mode job has issued: in the post step of its job, or earlier in mode revoke. What is dead already is no failure.
 * Signals don't stop it: the runner's patience, or {@code revoke-timeout}, is its bound.
 */
final class EndStep {
    private final Surroundings around;
    private final Runner runner;
    private final ActionInputs inputs;
    private final Voice voice;

    EndStep(Surroundings around, Runner runner, ActionInputs inputs, Voice voice) {
        this.around = around;
        this.runner = runner;
        this.inputs = inputs;
        this.voice = voice;
    }

    /** After a main step that issued nothing there is nothing to do. */
    int post() throws IOException {
        String state = state(JobStep.SEEN).orElseGet(() -> state(JobStep.LEASE).orElse(""));
        return state.isEmpty() ? ExitCode.OK.code() : end(state, "STATE_" + JobStep.LEASE, EndReason.COMPLETED);
    }

    int revoke() throws IOException {
        return end(inputs.text(ActionInput.LEASE), ActionInput.LEASE.spelling(), EndReason.WITHDRAWN);
    }

    private Optional<String> state(String name) {
        return Optional.of(around.variable("STATE_" + name).strip()).filter(text -> !text.isEmpty());
    }

    private int end(String text, String spelling, EndReason reason) throws IOException {
        CarriedLease lease = CarriedLease.of(text)
                .orElseThrow(
                        () -> new JitException.Misconfigured(
                                new Problem(
                                        "this is not what a step of this action has issued, or not all of it",
                                        spelling,
                                        "use the same version of the action for both; a credential of this job may live until it expires")));
        Signals.redirect(signal -> voice.warn("SIG" + signal.name() + ": still revoking lease " + lease.id()));
        LeaseReport report = end(lease, reason);
        Verdict verdict = new Verdict(runner, inputs, voice);
        verdict.show(List.of(report));
        return verdict.on(List.of(report), "step", ExitCode.OK.code());
    }

    private LeaseReport end(CarriedLease lease, EndReason reason) {
        try {
            return end(lease, reason, inputs);
        } catch (JitException.Misconfigured e) {
            // Inputs are worked out anew for a post step; what was issued ends whatever has become of them.
            e.problems().forEach(problem -> voice.warn(problem.toString()));
            return end(lease, reason, new Unsaid());
        }
    }

    private LeaseReport end(CarriedLease lease, EndReason reason, RawSettings said) {
        RawSettings settings = new Unrecorded(said);
        try (MachineLeases leases =
                MachineLeases.of(settings, Host.facts(around, settings), problem -> voice.warn(problem.toString()))) {
            return leases.end(lease, reason);
        }
    }

    private record Unsaid() implements RawSettings {
        @Override
        public Optional<String> value(Setting setting) {
            return Optional.empty();
        }

        @Override
        public String spelling(Setting setting) {
            return setting.key();
        }
    }

    /** A log that can't be written keeps nobody from revoking. */
    private record Unrecorded(RawSettings settings) implements RawSettings {
        @Override
        public Optional<String> value(Setting setting) {
            return setting == Setting.AUDIT_FAILURE ? Optional.of("continue") : settings.value(setting);
        }

        @Override
        public String spelling(Setting setting) {
            return settings.spelling(setting);
        }
    }
}
