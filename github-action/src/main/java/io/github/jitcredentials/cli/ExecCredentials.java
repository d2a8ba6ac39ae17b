package io.github.jitcredentials.cli;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.masking.Masker;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The credentials of one call of {@code exec}: all are decided before the first is issued. */
final class ExecCredentials implements AutoCloseable {
    private final Assembly assembly;
    private final ExecRequest request;
    private final Voice voice;
    private final Map<CredentialSession, Map<String, String>> issued =
            Collections.synchronizedMap(new LinkedHashMap<>());

    private ExecCredentials(Assembly assembly, ExecRequest request, Voice voice) {
        this.assembly = assembly;
        this.request = request;
        this.voice = voice;
    }

    /**
     * Reads settings and file, opens journal and audit log.
     *
     * @throws JitException for whatever stands in the way
     */
    static ExecCredentials prepare(ExecRequest request, Surroundings around, Voice voice) {
        return new ExecCredentials(
                Assembly.of(
                        request.settings(),
                        Host.facts(around, request.settings()),
                        problem -> voice.warn(problem.toString())),
                request,
                voice);
    }

    /**
     * Identifies, decides, issues.
     *
     * @param leases gets each as soon as it is issued
     * @throws JitException for whatever stands in the way; what was issued by then is ended by {@link #close}
     */
    void issue(Leases leases) {
        List<Profile> profiles = assembly.profiles(
                delivery -> request.env().isGiven() || !delivery.env().isEmpty());
        if (profiles.isEmpty()) {
            throw new JitException.Misconfigured(new Problem(
                    "no profile has a delivery for a command",
                    "deliver",
                    "say which variable gets the credential, as in \"env: { DEPLOY_TOKEN: token }\""));
        }
        request.env().check(profiles);
        Map<Profile, Map<String, String>> variables = new LinkedHashMap<>();
        profiles.forEach(profile -> variables.put(profile, variables(profile, profiles)));
        distinct(variables);
        Map<Profile, Permitted> permitted = new LinkedHashMap<>();
        try {
            profiles.forEach(profile -> permitted.put(profile, permit(profile, request.unit())));
        } catch (JitException.NoIdentity e) {
            if (e.isAbsent() && assembly.settings().onNoIdentity() == Settings.OnNoIdentity.SETTINGS) {
                voice.warn("nobody vouches for this task: the command is run without a credential");
                return;
            }
            throw e;
        }
        permitted.forEach((profile, permit) -> {
            CredentialSession session = assembly.open(permit);
            leases.add(session);
            issued.put(session, variables.getOrDefault(profile, Map.of()));
        });
    }

    private Map<String, String> variables(Profile profile, List<Profile> all) {
        Map<String, String> wanted = request.env().of(profile, all);
        if (!wanted.isEmpty()) {
            return assembly.variables(profile, wanted, EnvOption.NAME);
        }
        if (profile.deliver().env().isEmpty()) {
            throw new JitException.Misconfigured(new Problem(
                    "nothing says how the credential of profile \"" + profile.name() + "\" is handed over",
                    EnvOption.NAME,
                    "name a variable for it too, or give the profile an \"env\" under deliver:"));
        }
        return profile.deliver().env();
    }

    private static void distinct(Map<Profile, Map<String, String>> variables) {
        Map<String, String> owners = new LinkedHashMap<>();
        variables.forEach((profile, names) -> names.keySet().forEach(name -> {
            String other = owners.put(name, profile.name());
            if (other != null) {
                throw new JitException.Misconfigured(new Problem(
                        "profiles \"" + other + "\" and \"" + profile.name() + "\" both go to " + name,
                        EnvOption.NAME,
                        "give one of them another variable"));
            }
        }));
    }

    private Permitted permit(Profile profile, String unit) {
        Permitted permitted = assembly.decide(profile, unit);
        Sentences.tell(permitted, voice);
        return permitted;
    }

    /**
     * What the command's environment gets.
     *
     * @param mark what an exec around this one says of its own
     */
    Map<String, String> variables(String mark) {
        Map<String, String> out = new LinkedHashMap<>();
        String told = mark;
        synchronized (issued) {
            for (Map.Entry<CredentialSession, Map<String, String>> one : issued.entrySet()) {
                one.getValue()
                        .forEach((variable, field) ->
                                out.put(variable, field(one.getKey(), field).reveal()));
                told = ExecMark.with(profile(one.getKey()), one.getValue(), told);
            }
        }
        if (!told.isEmpty()) {
            out.put(ExecMark.VARIABLE, told);
        }
        return out;
    }

    private static String profile(CredentialSession session) {
        return session.lease().intent().request().profile();
    }

    private static Secret field(CredentialSession session, String field) {
        return session.credential()
                .field(field)
                .orElseThrow(() -> new JitException.Misconfigured(
                        new Problem("the issuer gave no \"" + field + "\"", "deliver", "name another field")));
    }

    Set<String> identityVariables() {
        return assembly.identityVariables();
    }

    /** From now on what the command writes is masked. */
    void mask(Masker masker) {
        issued.keySet().forEach(session -> session.credential()
                .fields()
                .forEach((name, secret) -> masker.add(profile(session) + "." + name, secret)));
    }

    /** Says so when a lease's time is over before the command is. */
    @SuppressWarnings("FutureReturnValueIgnored") // The report of a lease never fails, and telling of it is all.
    void watch(BooleanSupplier stillRunning) {
        issued.keySet().forEach(session -> session.lease().whenOver().thenAccept(report -> {
            if (report.reason() == EndReason.DEADLINE && stillRunning.getAsBoolean()) {
                voice.warn("the time of \"" + report.profile() + "\" is up after "
                        + Durations.format(report.ttl())
                        + ": the command goes on, with a credential that is not valid any more");
            }
        }));
    }

    void report(List<LeaseReport> reports) {
        for (LeaseReport report : reports) {
            String line = new ReportLine(voice.dot(), ender(report.reason())).of(report);
            if (ReportLine.isAlarm(report)) {
                voice.warn(line);
            } else {
                voice.say(line);
            }
        }
    }

    /** What the revocation came after. */
    private static String ender(EndReason reason) {
        return switch (reason) {
            case KILLED -> "signal";
            case DEADLINE -> "deadline";
            default -> "command";
        };
    }

    /** Ends what is left, also what is just being issued, and lets the guardian go. */
    @Override
    public void close() {
        assembly.close();
    }
}
