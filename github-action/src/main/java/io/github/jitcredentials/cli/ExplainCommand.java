package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.ConfigurationFile;
import io.github.jitcredentials.frontend.HostFacts;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Task;
import io.github.jitcredentials.policy.ClaimNames;
import io.github.jitcredentials.policy.Decision;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jitc explain}: the policy on a task that is only described. */
@Command(
        name = "explain",
        description =
                "Says what policy makes of a task that you describe. Asks nobody, issues nothing; also on a laptop.",
        footer = {
            "",
            "jitc explain --profile deploy --from github-actions --claim repository=acme/app --claim ref=refs/heads/main",
        })
final class ExplainCommand implements Callable<Integer> {
    private static final String DESCRIBED = "described";

    private final Surroundings around;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            description =
                    "What the identity claims: repository, ref, event, environment ..., or claim.NAME for a claim "
                            + "as its issuer calls it. What is not said is absent.")
    private List<String> claims = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "IDENTITY",
            description = "Whose word the claims are; the file's first unless said.")
    private @Nullable String from;

    @Option(names = "--json", description = "Answer on standard output, a JSON object a line for each profile.")
    private boolean json;

    ExplainCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        RawSettings raw = Host.configured(around, SettingsOf.command(spec, around));
        Settings settings = Settings.of(raw);
        Configuration configuration = ConfigurationFile.read(
                Host.root(around, raw).resolve(settings.config()),
                settings.config().toString(),
                HostFacts.BOUNDS);
        Identity identity = new Identity(source(configuration), DESCRIBED, DESCRIBED, described(), Instant.MAX);
        ExitCode worst = ExitCode.OK;
        for (Profile profile : profiles(configuration, settings, raw)) {
            CredentialRequest request = settings.applied(profile, raw)
                    .request(new Task(
                            Host.NAME,
                            "explain",
                            profile.purpose(
                                    identity,
                                    settings.saidPurpose().map(Object::toString).orElse(null))));
            Decision decision = configuration.policy().decide(identity, request);
            tell(decision, identity, request);
            if (decision instanceof Decision.Deny) {
                worst = ExitCode.DENIED;
            }
        }
        return worst.code();
    }

    private void tell(Decision decision, Identity identity, CredentialRequest request) throws IOException {
        Voice voice = Voice.of(around, false);
        if (decision instanceof Decision.Permit permit) {
            if (json) {
                JsonReport.write(
                        JsonDecision.permit(identity, permit.request(), permit.rule(), permit.reasons()), around.out());
            } else {
                voice.say(Sentences.permit(identity, permit.request(), permit.rule()));
                permit.reasons().forEach(reason -> voice.say("only observed, enforced it would deny: " + reason));
            }
        } else if (json) {
            JsonReport.write(JsonDecision.deny(request.profile(), identity, decision.reasons()), around.out());
        } else {
            voice.block(Jitc.advice("").denied(decision.reasons(), request.profile(), identity));
        }
    }

    private List<Profile> profiles(Configuration configuration, Settings settings, RawSettings raw) {
        return settings.profiles().isEmpty()
                ? List.copyOf(configuration.profiles().values())
                : settings.profiles().stream()
                        .map(name -> configuration.profile(name, raw.spelling(Setting.PROFILES)))
                        .toList();
    }

    private String source(Configuration configuration) {
        List<String> names =
                configuration.identities().stream().map(IdentitySpec::name).toList();
        String said = Objects.requireNonNullElseGet(from, () -> names.get(0));
        if (!names.contains(said)) {
            throw new JitException.Misconfigured(new Problem(
                    "there is no identity \"" + said + "\", only " + String.join(", ", names), "--from", ""));
        }
        return said;
    }

    private Map<String, String> described() {
        Map<String, String> out = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (String claim : claims) {
            int equals = claim.indexOf('=');
            String name = claim.substring(0, Math.max(0, equals));
            if (!ClaimNames.isKnown(name)) {
                problems.add(
                        new Problem(
                                "\"" + claim + "\" is no claim that rules know",
                                "--claim",
                                "write NAME=VALUE, as repository=acme/app, or claim.repository_id=42 for one of the issuer's own"));
            } else {
                out.put(name, claim.substring(equals + 1));
            }
        }
        if (!problems.isEmpty()) {
            throw new JitException.Misconfigured(problems);
        }
        return out;
    }
}
