package io.github.jitcredentials.cli;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.lease.CarriedLease;
import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.HeldLease;
import io.github.jitcredentials.lease.SealKey;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.SuppressForbidden;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mode job: issues a credential for the steps that follow. In this order: nothing is issued where the post step could not end it;
 * what the post step needs is written at once; the log is told what to mask before anything else could print it; then the outputs.
 * A signal before that is done ends the credential.
 */
final class JobStep {
    /** How long to wait for the authority's word that it is alive; only that word makes the later one a proof. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The states of the post step: the lease as it was issued, and as it was seen alive. */
    static final String LEASE = "lease";

    static final String SEEN = "seen";

    private final Surroundings around;
    private final Runner runner;
    private final ActionInputs inputs;
    private final Voice voice;
    private final SealKey key;
    private final Cancellation cancellation = new Cancellation();

    @SuppressForbidden("the wiring of a process of its own")
    JobStep(Surroundings around, Runner runner, ActionInputs inputs, Voice voice) {
        this.around = around;
        this.runner = runner;
        this.inputs = inputs;
        this.voice = voice;
        this.key = SealKey.carried(new SecureRandom());
    }

    /** @throws JitException for whatever stands in the way; nothing is alive then but what an Uncertain says may be */
    int run() throws IOException {
        if (Settings.skips(inputs)) {
            voice.say("skipped: nothing was issued");
            return ExitCode.OK.code();
        }
        String todo = "use \"run\", or \"install\" and jitc exec in the step itself";
        runner.require(Runner.CommandFile.STATE, "nothing would reach the post step, which ends the credential", todo);
        runner.require(Runner.CommandFile.OUTPUT, "nothing would reach the steps that follow", todo);
        Signals.redirect(cancellation::signalled);
        RawSettings unguarded = new Unguarded(Host.configured(around, inputs));
        try (Assembly assembly =
                Assembly.of(unguarded, Host.facts(around, unguarded), problem -> voice.warn(problem.toString()))) {
            Permitted permitted = decided(assembly);
            if (permitted == null) {
                return ExitCode.OK.code();
            }
            issue(assembly, permitted);
        }
        return cancellation.codeOr(ExitCode.OK.code());
    }

    private @Nullable Permitted decided(Assembly assembly) {
        List<Profile> profiles = assembly.profiles(delivery -> true);
        if (profiles.size() != 1) {
            throw new JitException.Misconfigured(new Problem(
                    "one credential at a time, not " + profiles.size(),
                    inputs.spelling(Setting.PROFILES),
                    "name one profile; another one is another step"));
        }
        Permitted permitted;
        try {
            permitted = assembly.decide(profiles.get(0), JobNames.unit(around));
        } catch (JitException.NoIdentity e) {
            if (e.isAbsent() && assembly.settings().onNoIdentity() == Settings.OnNoIdentity.SETTINGS) {
                voice.warn("nobody vouches for this job: it goes on without a credential");
                return null;
            }
            throw e;
        }
        Sentences.tell(permitted, voice);
        CrashOutlook outlook = assembly.outlookDetached(permitted);
        if (outlook.isBeyondReach() && !inputs.is(ActionInput.ALLOW_EXPIRY_ONLY)) {
            throw new JitException.Misconfigured(new Problem(
                    "nobody could revoke this credential when the job ends: "
                            + (outlook == CrashOutlook.NEVER_ENDS
                                    ? "it is stored, and does not end"
                                    : "it would live until it expires"),
                    "profile \"" + profiles.get(0).name() + "\"",
                    "use \"run\" or jitc exec, or say \"allow-expiry-only: true\""));
        }
        return permitted;
    }

    private void issue(Assembly assembly, Permitted permitted) throws IOException {
        // Before there is anything that it could open.
        runner.mask(key.text());
        CredentialSession session = assembly.openDetached(permitted);
        boolean handed = false;
        try {
            runner.set(Runner.CommandFile.STATE, LEASE, CarriedLease.text(session.lease(), key, Duration.ZERO));
            Map<String, Secret> fields = session.credential().fields();
            for (Secret field : fields.values()) {
                runner.mask(field.reveal());
            }
            String carried = CarriedLease.text(session.lease(), key, PATIENCE);
            runner.set(Runner.CommandFile.STATE, SEEN, carried);
            if (!cancellation.isSignalled()) {
                hand(session.lease(), fields, carried);
                handed = !cancellation.isSignalled();
            }
        } finally {
            if (!handed) {
                voice.warn(new ReportLine(voice.dot(), "step")
                        .of(session.end(cancellation.isSignalled() ? EndReason.KILLED : EndReason.FAILED_TASK)));
            }
        }
    }

    private void hand(HeldLease lease, Map<String, Secret> fields, String carried) throws IOException {
        for (Map.Entry<String, Secret> field : fields.entrySet()) {
            runner.set(
                    Runner.CommandFile.OUTPUT, field.getKey(), field.getValue().reveal());
        }
        runner.set(Runner.CommandFile.OUTPUT, ActionOutput.LEASE.key(), carried);
        runner.set(
                Runner.CommandFile.OUTPUT,
                ActionOutput.LEASE_ID.key(),
                lease.id().toString());
        boolean endless = lease.outlook() == CrashOutlook.NEVER_ENDS;
        String expires = endless
                ? "never"
                : lease.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString();
        runner.set(Runner.CommandFile.OUTPUT, ActionOutput.EXPIRES_AT.key(), expires);
        voice.say("lease " + lease.id() + ": "
                + (endless
                        ? "a stored secret, which does not end with this job"
                        : "alive until the post step of this job revokes it, or until " + expires
                                + ", when it expires"));
    }
}
