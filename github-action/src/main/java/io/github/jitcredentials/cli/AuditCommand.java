package io.github.jitcredentials.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.audit.AuditHead;
import io.github.jitcredentials.audit.AuditLocation;
import io.github.jitcredentials.audit.AuditVerdict;
import io.github.jitcredentials.audit.AuditVerifier;
import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jitc audit verify}: whether the audit log is as it was written. */
@Command(
        name = "audit",
        description = "verify: goes through the audit log and tells the first line that is not as it was written.")
final class AuditCommand implements Callable<Integer> {
    /** What can be done with it. */
    enum Action {
        verify
    }

    private final Surroundings around;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "verify", description = "What to do.")
    private Action action = Action.verify;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "The log; the usual one unless said.")
    private @Nullable Path file;

    @Option(
            names = "--head",
            paramLabel = "LINE:HASH",
            description = "What an earlier verification said the last line was: it must still be there.")
    private @Nullable String head;

    @Option(names = "--json", description = "Answer on standard output as a JSON object.")
    private boolean json;

    AuditCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        return switch (action) {
            case verify -> verify();
        };
    }

    private int verify() throws IOException {
        Path log = file != null
                ? around.directory().resolve(file)
                : Settings.of(SettingsOf.command(spec, around))
                        .auditFile()
                        .map(around.directory()::resolve)
                        .orElseGet(() -> AuditLocation.usual(around.environment(), around.home()));
        AuditVerdict verdict;
        try {
            String anchor = head;
            verdict = anchor == null ? AuditVerifier.verify(log) : AuditVerifier.verify(log, anchor(anchor));
        } catch (IOException e) {
            throw new JitException.Misconfigured(new Problem(
                    "the audit log can't be read (" + e.getClass().getSimpleName() + ")",
                    log.toString(),
                    "name another file, or look at its owner and permissions"));
        }
        answer(log, verdict);
        return (verdict.isIntact() ? ExitCode.OK : ExitCode.FAILED).code();
    }

    private void answer(Path log, AuditVerdict verdict) throws IOException {
        if (json) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("file", log.toString());
            node.put("intact", verdict.isIntact());
            node.put("head", verdict.head().toString());
            verdict.firstBad().ifPresent(problem -> node.set("problem", JsonReport.of(problem)));
            JsonReport.write(node, around.out());
            return;
        }
        Voice voice = Voice.of(around, false);
        verdict.notes().forEach(note -> voice.warn(note.toString()));
        verdict.firstBad().ifPresent(problem -> voice.warn(problem.toString()));
        if (verdict.isIntact()) {
            around.out().write(("intact " + verdict.head() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static AuditHead anchor(String text) {
        int colon = text.indexOf(':');
        try {
            return new AuditHead(Long.parseLong(text.substring(0, Math.max(0, colon))), text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw new JitException.Misconfigured(new Problem(
                    "\"" + text + "\" is no head of a log",
                    "--head",
                    "give what \"jitc audit verify\" said: LINE:HASH"));
        }
    }
}
