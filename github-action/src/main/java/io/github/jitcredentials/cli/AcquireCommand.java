package io.github.jitcredentials.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.HeldLease;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jitc acquire}: a credential that outlives this process, until somebody revokes it. */
@Command(
        name = "acquire",
        description =
                "Issues a credential into a file of mode 0600 and leaves it alive: for jitc revoke to end. Prints "
                        + "the lease's name. Where a command can be wrapped, jitc exec keeps it shorter.")
final class AcquireCommand implements Callable<Integer> {
    /** How the file is written. */
    enum Format {
        /** The one field, as it is. */
        raw,
        /** Assignments for a shell, by the profile's own {@code env}. */
        env,
        json
    }

    private final Surroundings around;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "Where the credential goes; must not be there yet. Delete it when you are done.")
    private Path output = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "raw|env|json",
            description = "raw: the field alone; env: NAME='value' lines for a shell; json: all fields. Default: raw")
    private Format format = Format.raw;

    @Option(names = "--json", description = "Answer on standard output as a JSON object.")
    private boolean json;

    AcquireCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        RawSettings settings = Host.configured(around, SettingsOf.command(spec, around));
        Voice voice = Voice.of(around, false);
        Path file = around.directory().resolve(output);
        // There is no process left that a guardian could watch.
        RawSettings unguarded = new Unguarded(settings);
        try (Assembly assembly =
                Assembly.of(unguarded, Host.facts(around, settings), problem -> voice.warn(problem.toString()))) {
            List<Profile> profiles = assembly.profiles(delivery -> true);
            if (profiles.size() != 1) {
                throw new JitException.Misconfigured(new Problem(
                        "one credential at a time, not " + profiles.size(), "--profile", "name one profile"));
            }
            Permitted permitted = assembly.decide(profiles.get(0), "acquire");
            Sentences.tell(permitted, voice);
            hand(assembly, permitted, profiles.get(0), file, voice);
        }
        return ExitCode.OK.code();
    }

    private void hand(Assembly assembly, Permitted permitted, Profile profile, Path file, Voice voice)
            throws IOException {
        // Whatever can go wrong with the file does so before anything is issued.
        try (OutputStream out = created(file)) {
            CredentialSession session = null;
            boolean handed = false;
            try {
                session = assembly.openDetached(permitted);
                out.write(formatted(session.credential(), profile).getBytes(StandardCharsets.UTF_8));
                answer(session.lease(), file, voice);
                handed = true;
            } finally {
                if (!handed) {
                    if (session != null) {
                        session.end(EndReason.FAILED_TASK);
                    }
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static OutputStream created(Path file) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.newOutputStream(file, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new JitException.Misconfigured(
                    new Problem("there is a file already", "--output " + file, "delete it, or name another one"));
        } catch (IOException e) {
            throw new JitException.Misconfigured(new Problem(
                    "the file can't be made (" + e.getClass().getSimpleName() + ")",
                    "--output " + file,
                    "name a file in a directory that is there and yours"));
        }
    }

    private void answer(HeldLease lease, Path file, Voice voice) throws IOException {
        if (json) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("lease", lease.id().toString());
            node.put("file", file.toString());
            node.put("deadline", lease.deadline().toString());
            node.put("expiresAt", JsonReport.end(lease.expiresAt()));
            JsonReport.write(node, around.out());
        } else {
            around.out().write((lease.id() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        if (lease.expiresAt().equals(Instant.MAX)) {
            voice.say("a stored secret: it does not end, neither by jitc revoke nor by itself");
            return;
        }
        voice.say("alive until it is revoked (jitc revoke " + lease.id() + "), until a sweep after "
                + lease.deadline().truncatedTo(ChronoUnit.SECONDS) + ", or until "
                + lease.expiresAt().truncatedTo(ChronoUnit.SECONDS) + ", when it expires");
    }

    private String formatted(Credential credential, Profile profile) {
        return switch (format) {
            case raw -> {
                if (credential.fields().size() != 1) {
                    throw new JitException.Misconfigured(new Problem(
                            "the credential has several fields: "
                                    + String.join(", ", credential.fields().keySet()),
                            "--format",
                            "write them as json or env"));
                }
                yield credential.fields().values().iterator().next().reveal();
            }
            case env -> {
                StringBuilder lines = new StringBuilder();
                profile.deliver()
                        .env()
                        .forEach((variable, field) -> credential.field(field).ifPresent(secret -> lines.append(variable)
                                .append("='")
                                .append(secret.reveal().replace("'", "'\\''"))
                                .append("'\n")));
                yield lines.toString();
            }
            case json -> {
                ObjectNode node = JsonNodeFactory.instance.objectNode();
                credential.fields().forEach((name, secret) -> node.put(name, secret.reveal()));
                yield node + "\n";
            }
        };
    }
}
