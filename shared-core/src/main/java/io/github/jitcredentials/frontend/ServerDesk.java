package io.github.jitcredentials.frontend;

import io.github.jitcredentials.audit.AuditLog;
import io.github.jitcredentials.audit.SessionId;
import io.github.jitcredentials.broker.AuditedLeases;
import io.github.jitcredentials.broker.Authorities;
import io.github.jitcredentials.broker.CredentialBroker;
import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.identity.Identities;
import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.LeaseKeeper;
import io.github.jitcredentials.lease.OwnerKind;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.Task;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Where a server opens leases under one configuration, each task in its own name. Made by {@link ServerAssembly#desk}. Thread safe. */
public final class ServerDesk {
    private static final String DOCKER_FILE = "config.json";

    private final String host;
    private final Configuration configuration;
    private final ConfiguredAuthorities authorities;
    private final Shared shared;

    /** What all desks of a server have in common. */
    record Shared(
            LeaseKeeper keeper,
            AuditLog audit,
            AuditedLeases leases,
            SessionId session,
            Clock clock,
            RandomGenerator random) {}

    /**
     * Who vouches for one task.
     *
     * @param source gives its tokens
     * @param spec from which the same source can be made again when the task is over; has the source's name
     */
    public record Voucher(IdentitySource source, IdentitySpec spec) {
        public Voucher {
            if (!source.name().equals(spec.name())) {
                throw new IllegalArgumentException("a source and its specification have one name");
            }
        }
    }

    /** A file to be written where a task runs; as secret as the credential in it. */
    public static final class TaskFile {
        private final String name;
        private final String path;
        private final byte[] content;

        private TaskFile(String name, String path, byte[] content) {
            this.name = name;
            this.path = path;
            this.content = content;
        }

        /** As the profile calls it; what the task is told is the path under this name. */
        public String name() {
            return name;
        }

        /** Of the file itself, relative, with slashes: the name, or within a directory of that name. */
        public String path() {
            return path;
        }

        /** A copy. */
        public byte[] content() {
            return content.clone();
        }
    }

    ServerDesk(String host, Configuration configuration, ConfiguredAuthorities authorities, Shared shared) {
        this.host = host;
        this.configuration = configuration;
        this.authorities = authorities;
        this.shared = shared;
    }

    public Configuration configuration() {
        return configuration;
    }

    /**
     * Identifies the task and decides; issues nothing.
     *
     * @param voucher who vouches for it
     * @param unit the unit of work that asks, as its host names it
     * @param purpose what the call said; the profile's own if it said nothing
     * @throws JitException as {@link CredentialBroker#decide} throws
     */
    public Permitted decide(Profile profile, Voucher voucher, String unit, Optional<Purpose> purpose) {
        String said = purpose.map(Purpose::text).orElse(null);
        return broker(voucher)
                .decide(
                        profile.issuer(),
                        identity -> profile.request(new Task(host, unit, profile.purpose(identity, said))));
    }

    /**
     * Issues what was permitted.
     *
     * @param voucher the same that it was permitted to
     * @throws JitException as {@link CredentialBroker#open} throws
     */
    public CredentialSession open(Permitted permitted, Voucher voucher, OwnerKind owner) {
        return broker(voucher).open(permitted, owner);
    }

    /** What would become of a lease after a crash, before anything is asked. */
    public CrashOutlook outlook(Permitted permitted, Voucher voucher, OwnerKind owner) {
        return broker(voucher).outlook(permitted, owner);
    }

    /**
     * The environment variables that a call names for a credential instead of its profile, held to the configuration's own rules.
     *
     * @param wanted variables, and the field that each gets
     * @param spelling what the host calls the setting that wants them
     * @throws JitException.Misconfigured with all that is wrong
     */
    public void checkVariables(Profile profile, Map<String, String> wanted, String spelling) {
        CalledVariables.check(wanted, configuration, profile, spelling);
    }

    /** Whether a renewed credential of this profile is the same with a longer life, so that a variable can hold it. */
    public boolean keepsItsValue(Profile profile) {
        return CalledVariables.keepsItsValue(configuration, profile);
    }

    /**
     * The variables that tell the paths of a profile's files, by the files' names.
     *
     * @throws JitException.Misconfigured if one of them would change how programs run, or two are one
     */
    public static Map<String, String> fileVariables(Profile profile) {
        return FileVariables.of(profile);
    }

    /** The files in which a profile hands a credential over. @throws JitException.Misconfigured if it can't be written so */
    public static List<TaskFile> files(Profile profile, Credential credential) {
        List<TaskFile> files = new ArrayList<>();
        profile.deliver().files().forEach((name, file) -> {
            boolean inside = file.format() == FileDelivery.Format.DOCKER_CONFIG;
            files.add(new TaskFile(
                    name,
                    inside ? name + "/" + DOCKER_FILE : name,
                    FileContent.of(name, file, credential, profile.destination())));
        });
        return files;
    }

    /** Not closed: what it would close is the server's. */
    private CredentialBroker broker(Voucher voucher) {
        return new CredentialBroker(
                new Identities(List.of(voucher.source())),
                configuration.policy(),
                new VouchedAuthorities(authorities, voucher.spec()),
                shared.keeper(),
                shared.audit(),
                shared.leases(),
                shared.session(),
                shared.clock(),
                shared.random());
    }

    /** The configured issuers, and the one identity that a task has. */
    private record VouchedAuthorities(Authorities configured, IdentitySpec spec) implements Authorities {
        @Override
        public IssuerSpec issuer(String name) {
            return configured.issuer(name);
        }

        @Override
        public IdentitySpec identity(String name) {
            return name.equals(spec.name()) ? spec : configured.identity(name);
        }

        @Override
        public String audience(IssuerSpec issuer) {
            return configured.audience(issuer);
        }

        @Override
        public CredentialIssuer open(IssuerSpec issuer, IdentityTokens tokens) {
            return configured.open(issuer, tokens);
        }

        @Override
        public Map<String, Secret> carried(IssuerSpec issuer, IdentitySpec identity) {
            return Map.of();
        }
    }
}
