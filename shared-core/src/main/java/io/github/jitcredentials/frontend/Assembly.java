package io.github.jitcredentials.frontend;

import io.github.jitcredentials.audit.About;
import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.audit.AuditLog;
import io.github.jitcredentials.audit.LenientAuditLog;
import io.github.jitcredentials.audit.SessionId;
import io.github.jitcredentials.broker.AuditedLeases;
import io.github.jitcredentials.broker.CredentialBroker;
import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.identity.Identities;
import io.github.jitcredentials.identity.IdentitySources;
import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.FileJournal;
import io.github.jitcredentials.lease.Guardian;
import io.github.jitcredentials.lease.JournalDirectory;
import io.github.jitcredentials.lease.LeaseKeeper;
import io.github.jitcredentials.lease.Limits;
import io.github.jitcredentials.lease.Machine;
import io.github.jitcredentials.lease.OwnerKind;
import io.github.jitcredentials.lease.ProcessRoom;
import io.github.jitcredentials.lease.Revoker;
import io.github.jitcredentials.lease.SealKey;
import io.github.jitcredentials.lease.Sweep;
import io.github.jitcredentials.lease.Time;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.SuppressForbidden;
import io.github.jitcredentials.model.Task;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Everything one process of a host needs, put together from its settings and its configuration file. Opens the audit log
 * first; touches the network only when somebody is identified. Thread safe. Whoever makes one closes it.
 */
public final class Assembly implements AutoCloseable {
    private final Settings settings;
    private final RawSettings raw;
    private final HostFacts host;
    private final Configuration configuration;
    private final CredentialBroker broker;
    private final Guardian guardian;
    private final EarlierRuns earlier;
    private final ProcessRoom room;
    private final Web web;

    private Assembly(
            Settings settings,
            RawSettings raw,
            HostFacts host,
            Configuration configuration,
            CredentialBroker broker,
            Guardian guardian,
            EarlierRuns earlier,
            ProcessRoom room,
            Web web) {
        this.settings = settings;
        this.raw = raw;
        this.host = host;
        this.configuration = configuration;
        this.broker = broker;
        this.guardian = guardian;
        this.earlier = earlier;
        this.room = room;
        this.web = web;
    }

    /**
     * Reads the settings and the file they name, and opens what must be open before the first check.
     *
     * @param report is told what a person should know and nothing throws: a line each
     * @throws JitException.Misconfigured with everything that is wrong
     * @throws JitException.NotRecorded if the journal or the audit log can't be kept
     */
    @SuppressForbidden("a process's wiring: the one place where the machine's clock and randomness come in")
    public static Assembly of(RawSettings raw, HostFacts host, Consumer<Problem> report) {
        Settings settings = Settings.of(raw);
        Configuration configuration =
                ConfigurationFile.read(host.root().resolve(settings.config()), shown(settings.config()), host.bounds());
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        AuditFiles files = AuditFiles.of(settings, host);
        Path journals = journals(settings, host, files.log());
        SessionId session = SessionId.random(random);
        AuditLog audit = audit(settings, files.locations(host.keepOut()), random, report);
        Web web = new Web(Network.settings(host.environment(), host.properties()), clock);
        try {
            return opened(
                    new Opening(settings, raw, host, configuration, audit, web, session, clock, random, report),
                    journals,
                    files);
        } catch (RuntimeException e) {
            web.close();
            audit.close();
            throw e;
        }
    }

    /** What is at hand while an assembly is being opened. */
    private record Opening(
            Settings settings,
            RawSettings raw,
            HostFacts host,
            Configuration configuration,
            AuditLog audit,
            Web web,
            SessionId session,
            Clock clock,
            SecureRandom random,
            Consumer<Problem> report) {}

    private static Assembly opened(Opening at, Path journals, AuditFiles files) {
        at.audit()
                .append(new AuditEvent.SessionOpened(
                        About.session(at.session(), at.clock().instant()),
                        at.host().version()));
        // Before there is a journal, which nobody would close if a setting were wrong.
        Identities identities = new Identities(at.configuration().identities().stream()
                .map(spec -> IdentitySources.create(spec, at.host().environment(), at.web(), at.clock()))
                .toList());
        AuditedLeases leases = new AuditedLeases(at.audit(), at.session(), at.clock());
        ProcessRoom room =
                ProcessRoom.choose(at.host().environment(), at.host().temporary(), outside(at.host()), at.random());
        JournalDirectory directory = JournalDirectory.open(journals);
        SealKey key = SealKey.find(at.host().environment(), at.host().temporary(), at.random());
        Machine machine = Machine.here();
        Guardian guardian = at.settings().guardian() == Settings.GuardianUse.REQUIRED
                ? new StandBy(at.host(), files, at.session(), room.path())
                : Guardian.none();
        Revoker revoker = new Revoker(
                Time.system(),
                at.random(),
                Limits.standard().withRevoke(at.settings().revokeTimeout()));
        LeaseKeeper keeper =
                new LeaseKeeper(FileJournal.create(directory, machine, key, at.random()), guardian, revoker, leases);
        ConfiguredAuthorities authorities = new ConfiguredAuthorities(
                at.configuration(), at.web(), at.host().environment(), at.clock());
        EarlierRuns earlier = new EarlierRuns(
                new Sweep(directory, machine, key, revoker),
                // A journal holds no secret of the environment: whoever sweeps revokes with its own, under the same
                // names.
                (issuer, identity, secrets) -> GuardianParts.issuer(
                        issuer, identity, authorities.carried(issuer, identity), at.web(), at.clock()),
                leases,
                () -> ProcessRoom.sweep(at.host().environment(), at.host().temporary()),
                at.report());
        CredentialBroker broker = new CredentialBroker(
                identities,
                at.configuration().policy(),
                authorities,
                keeper,
                at.audit(),
                leases,
                at.session(),
                at.clock(),
                at.random());
        return new Assembly(
                at.settings(), at.raw(), at.host(), at.configuration(), broker, guardian, earlier, room, at.web());
    }

    public Settings settings() {
        return settings;
    }

    /**
     * The profiles that this call may use, in the file's order: those it names, else all that can be delivered here; each as
     * the call wants it.
     *
     * @param deliverable whether this host can make a delivery
     * @throws JitException.Misconfigured if it names one that does not exist or can't be delivered here
     */
    public List<Profile> profiles(Predicate<Delivery> deliverable) {
        return profiles(settings, raw, deliverable);
    }

    /**
     * The same for one of several calls of this process, which says for itself which profiles and how long.
     *
     * @param call what it says, of which only that counts
     * @param said the same, unread
     */
    public List<Profile> profiles(Settings call, RawSettings said, Predicate<Delivery> deliverable) {
        if (call.profiles().isEmpty()) {
            return configuration.profiles().values().stream()
                    .filter(profile -> deliverable.test(profile.deliver()))
                    .map(profile -> call.applied(profile, said))
                    .toList();
        }
        String spelling = said.spelling(Setting.PROFILES);
        return call.profiles().stream()
                .map(name -> configuration.profile(name, spelling))
                .map(profile -> deliverableHere(profile, deliverable, spelling))
                .map(profile -> call.applied(profile, said))
                .toList();
    }

    /**
     * The environment variables that a call names for a credential instead of its profile, held to the file's own rules.
     *
     * @param wanted variables, and the field that each gets
     * @param spelling what the host calls the setting that wants them
     * @throws JitException.Misconfigured with all that is wrong
     */
    public Map<String, String> variables(Profile profile, Map<String, String> wanted, String spelling) {
        CalledVariables.check(wanted, configuration, profile, spelling);
        return wanted;
    }

    /** Whether a renewed credential of this profile is the same with a longer life, so that a variable can hold it. */
    public boolean keepsItsValue(Profile profile) {
        return CalledVariables.keepsItsValue(configuration, profile);
    }

    /**
     * The environment variables that tell a command the paths of a profile's files, by the files' names.
     *
     * @throws JitException.Misconfigured if one of them would change how programs run, or two are one
     */
    public Map<String, String> fileVariables(Profile profile) {
        return FileVariables.of(profile);
    }

    /** The variables that this process learns from who vouches, or how an issuer is asked: no business of the task itself. */
    public Set<String> identityVariables() {
        return CalledVariables.read(configuration);
    }

    /**
     * Identifies and decides; issues nothing. After the first permit a guardian is being started, and what earlier runs left is
     * being swept up.
     *
     * @param unit the unit of work that asks, as its host names it
     * @throws JitException as {@link CredentialBroker#decide} throws
     */
    public Permitted decide(Profile profile, String unit) {
        return decide(profile, unit, settings.saidPurpose());
    }

    /** The same for a call that has a purpose of its own. */
    public Permitted decide(Profile profile, String unit, Optional<Purpose> purpose) {
        Permitted permitted = explain(profile, unit, purpose);
        if (guardian instanceof StandBy standBy) {
            standBy.begin();
        }
        earlier.begin();
        return permitted;
    }

    /** The same as {@link #decide}, but starts nothing: for those who only want to know. */
    public Permitted explain(Profile profile, String unit) {
        return explain(profile, unit, settings.saidPurpose());
    }

    private Permitted explain(Profile profile, String unit, Optional<Purpose> purpose) {
        return broker.decide(
                profile.issuer(),
                identity -> profile.request(new Task(
                        host.host(),
                        unit,
                        profile.purpose(identity, purpose.map(Object::toString).orElse(null)))));
    }

    /** Issues what was permitted. @throws JitException as {@link CredentialBroker#open} throws */
    public CredentialSession open(Permitted permitted) {
        return broker.open(permitted);
    }

    /**
     * Makes the files in which a profile hands its credential over, and puts each renewed value into them. Whoever asks closes them
     * before the credential's own end; what is left is deleted with this assembly.
     *
     * @throws JitException.NotRecorded if they can't be written
     * @throws JitException.Misconfigured if the credential can't be written as the profile wants it
     */
    public CredentialFiles files(Profile profile, CredentialSession session) {
        CredentialFiles files = CredentialFiles.write(
                room.enter().resolve(session.lease().id().value()), profile, session.credential());
        if (profile.renewal().isPresent()) {
            session.lease().onRenewal(files::replace);
            // One may have come before that.
            files.replace(session.credential());
        }
        return files;
    }

    /**
     * Issues what was permitted for somebody else: the lease outlives this process, is nobody's until its deadline, and is ended
     * by whoever names it, or by the first sweep after its deadline.
     *
     * @throws JitException as {@link CredentialBroker#open} throws
     */
    public CredentialSession openDetached(Permitted permitted) {
        return broker.open(permitted, OwnerKind.DETACHED);
    }

    /** What would become of a lease that outlives this process, if nobody ended it in time; known before it is issued. */
    public CrashOutlook outlookDetached(Permitted permitted) {
        return broker.outlook(permitted, OwnerKind.DETACHED);
    }

    /** Ends every lease that is left. Idempotent. */
    @Override
    public void close() {
        earlier.close();
        try {
            room.close();
            broker.close();
        } finally {
            web.close();
        }
    }

    static AuditLog audit(
            Settings settings, AuditFiles.Locations files, SecureRandom random, Consumer<Problem> report) {
        return settings.onAuditFailure() == Settings.OnAuditFailure.CONTINUE
                ? LenientAuditLog.opened(() -> files.open(random), report)
                : files.open(random);
    }

    private static Profile deliverableHere(Profile profile, Predicate<Delivery> deliverable, String spelling) {
        if (!deliverable.test(profile.deliver())) {
            throw new JitException.Misconfigured(new Problem(
                    "profile \"" + profile.name() + "\" has no delivery for this host",
                    spelling,
                    "say in its deliver: how it is handed over here"));
        }
        return profile;
    }

    /** Where no credential's file may lie: in the project, and where it is built. */
    private static List<Path> outside(HostFacts host) {
        return Stream.concat(Stream.of(host.root()), host.keepOut().stream()).toList();
    }

    static Path journals(Settings settings, HostFacts host, Path auditFile) {
        return settings.journalDirectory().map(host.root()::resolve).orElseGet(() -> besides(auditFile, host));
    }

    private static Path besides(Path auditFile, HostFacts host) {
        Path folder = auditFile.toAbsolutePath().getParent();
        return (folder == null ? host.home() : folder).resolve("journal");
    }

    private static String shown(Path config) {
        return config.toString();
    }
}
