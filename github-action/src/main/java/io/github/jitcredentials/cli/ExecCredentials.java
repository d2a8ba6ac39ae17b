package io.github.jitcredentials.cli;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.frontend.CredentialFiles;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.masking.Masker;
import io.github.jitcredentials.masking.SecretForms;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The credentials of one call of {@code exec}: all are decided before the first is issued. */
final class ExecCredentials implements AutoCloseable {
    private final Assembly assembly;
    private final ExecRequest request;
    private final Voice voice;
    private final Masker masker;
    private final Leaks leaks;
    private final Surroundings around;
    private final List<Handed> issued = Collections.synchronizedList(new ArrayList<>());

    private ExecCredentials(
            Assembly assembly, ExecRequest request, Surroundings around, Voice voice, Masker masker, Leaks leaks) {
        this.assembly = assembly;
        this.request = request;
        this.around = around;
        this.voice = voice;
        this.masker = masker;
        this.leaks = leaks;
    }

    /**
     * Reads settings and file, opens journal and audit log.
     *
     * @param masker masks every value from before anybody gets it
     * @param leaks is told by it which one somebody was about to show
     * @throws JitException for whatever stands in the way
     */
    static ExecCredentials prepare(ExecRequest request, Surroundings around, Voice voice, Masker masker, Leaks leaks) {
        return new ExecCredentials(
                Assembly.of(
                        request.settings(),
                        Host.facts(around, request.settings()),
                        problem -> voice.warn(problem.toString())),
                request,
                around,
                voice,
                masker,
                leaks);
    }

    /**
     * Identifies, decides, issues.
     *
     * @param leases gets each as soon as it is issued
     * @throws JitException for whatever stands in the way; what was issued by then is ended by {@link #close}
     */
    void issue(Leases leases) {
        List<Profile> profiles = assembly.profiles(delivery -> request.env().isGiven()
                || request.git()
                || !delivery.env().isEmpty()
                || !delivery.files().isEmpty());
        if (profiles.isEmpty()) {
            throw new JitException.Misconfigured(new Problem(
                    "no profile has a delivery for a command",
                    "deliver",
                    "say which variable gets the credential, as in \"env: { DEPLOY_TOKEN: token }\", or which file"));
        }
        request.env().check(profiles);
        List<Handover> wanted = profiles.stream()
                .map(profile -> Handover.of(assembly, profile, request.env().of(profile, profiles), request))
                .toList();
        Handover.distinct(wanted);
        Map<Handover, Permitted> permitted = new LinkedHashMap<>();
        try {
            wanted.forEach(handover -> permitted.put(handover, permit(handover.profile())));
        } catch (JitException.NoIdentity e) {
            if (e.isAbsent() && assembly.settings().onNoIdentity() == Settings.OnNoIdentity.SETTINGS) {
                voice.warn("nobody vouches for this task: the command is run without a credential");
                return;
            }
            throw e;
        }
        permitted.forEach((handover, permit) -> issue(handover, permit, leases));
    }

    private Permitted permit(Profile profile) {
        Permitted permitted = assembly.decide(profile, request.unit());
        Sentences.tell(permitted, voice);
        return permitted;
    }

    private void issue(Handover handover, Permitted permitted, Leases leases) {
        CredentialSession session = assembly.open(permitted);
        // What comes after it is masked before a file has it.
        session.onRenewal(credential -> mask(handover.profile(), session, credential));
        mask(handover.profile(), session, session.credential());
        CredentialFiles files = handover.files().isEmpty() ? null : assembly.files(handover.profile(), session);
        Map<String, String> paths = new LinkedHashMap<>();
        if (files != null) {
            handover.files().forEach((name, variable) -> Optional.ofNullable(
                            files.paths().get(name))
                    .ifPresent(path -> paths.put(variable, path.toString())));
        }
        Handed handed = new Handed(handover.profile(), session, handover.fields(), paths, files);
        issued.add(handed);
        leases.add(session, () -> handed.discard(voice));
    }

    private void mask(Profile profile, CredentialSession session, Credential credential) {
        Set<String> users = new LinkedHashSet<>(profile.deliver().users());
        users.add(SecretForms.GIT_USER);
        Optional.ofNullable(credential.fields().get(Credential.USERNAME)).ifPresent(user -> users.add(user.reveal()));
        credential
                .fields()
                .forEach((field, secret) -> masker.add(
                        leaks.watch(profile, session, field),
                        secret,
                        Credential.isProof(field)
                                ? users.stream()
                                        .map(user -> SecretForms.basic(user, secret))
                                        .toList()
                                : List.of()));
    }

    /** Gives the command's environment what is its own. */
    void addTo(Map<String, String> environment) {
        // What an exec around this one says of its own stays.
        String told = around.variable(ExecMark.VARIABLE);
        synchronized (issued) {
            for (Handed one : issued) {
                environment.putAll(one.variables());
                told = ExecMark.with(one.profile().name(), one.fields(), told);
                if (request.git()) {
                    GitOption.add(environment, one.profile(), Launcher.path(around), elsewhere());
                }
            }
        }
        if (!told.isEmpty()) {
            environment.put(ExecMark.VARIABLE, told);
        }
    }

    /** The configuration file, if it is not simply that of the project. */
    private Optional<String> elsewhere() {
        return request.settings()
                .value(Setting.CONFIG)
                .map(file -> Host.root(around, request.settings()).resolve(file).toString());
    }

    Set<String> identityVariables() {
        return assembly.identityVariables();
    }

    /** Says so when a lease's time is over before the command is. */
    @SuppressWarnings("FutureReturnValueIgnored") // The report of a lease never fails, and telling of it is all.
    void watch(BooleanSupplier stillRunning) {
        List<Handed> all;
        synchronized (issued) {
            all = List.copyOf(issued);
        }
        all.forEach(handed -> handed.session().lease().whenOver().thenAccept(report -> {
            handed.discard(voice);
            if (report.reason() == EndReason.DEADLINE && stillRunning.getAsBoolean()) {
                voice.warn("the time of \"" + report.profile() + "\" is up after "
                        + Durations.format(handed.profile().renewal().isPresent() ? report.lived() : report.ttl())
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
            case LEAK -> "leak";
            default -> "command";
        };
    }

    /** Ends what is left, also what is just being issued, and lets the guardian go. */
    @Override
    public void close() {
        assembly.close();
    }
}
