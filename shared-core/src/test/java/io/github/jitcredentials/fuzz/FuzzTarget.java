package io.github.jitcredentials.fuzz;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What reads bytes that others wrote: a class with a method {@code fuzzerTestOneInput}, as Jazzer wants it, and a corpus. */
enum FuzzTarget {
    CONFIGURATION("frontend.ConfigurationFuzz"),
    MATCH("policy.MatchFuzz"),
    JOURNAL("lease.JournalFuzz"),
    GUARDIAN_WIRE("lease.GuardianWireFuzz"),
    ISSUER_ANSWER("issuer.IssuerAnswerFuzz"),
    VAULT_ANSWER("issuer.VaultAnswerFuzz"),
    AUDIT_LOG("audit.AuditLogFuzz"),
    IDENTITY_TOKEN("identity.IdentityTokenFuzz");

    private final String type;

    FuzzTarget(String type) {
        this.type = "io.github.jitcredentials." + type;
    }

    String type() {
        return type;
    }

    /** Its kept inputs: seeds that people wrote, and what fuzzing found to be different. */
    Path corpus() {
        return Path.of("src/test/fuzz").resolve(toString());
    }

    List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        }
    }

    /** Throws what the target throws. */
    void run(byte[] input) throws Throwable {
        MethodHandle target = MethodHandles.publicLookup()
                .findStatic(Class.forName(type), "fuzzerTestOneInput", MethodType.methodType(void.class, byte[].class));
        target.invokeExact(input);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
