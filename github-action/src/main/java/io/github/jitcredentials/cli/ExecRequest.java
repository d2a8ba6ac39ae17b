package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.RawSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a call of {@code exec} wants.
 *
 * @param command the program and its arguments
 * @param unit the unit of work, as leases and the audit log call it
 * @param directory where it runs
 * @param env variables instead of those the profiles name
 * @param git whether git gets the credential, too
 * @param files whether it can read files that only this user can
 * @param more what its environment gets besides credentials
 * @param keepIdentity whether the command may speak for the task
 * @param maskTerminals whether a terminal is taken from the command, so that what it writes is masked there too
 * @param skip whether to do nothing but run it
 */
record ExecRequest(
        List<String> command,
        String unit,
        Path directory,
        RawSettings settings,
        EnvOption env,
        boolean git,
        boolean files,
        Consumer<Map<String, String>> more,
        boolean keepIdentity,
        boolean maskTerminals,
        boolean skip) {
    ExecRequest {
        command = List.copyOf(command);
    }

    /** The unit of work of a command that has no other name; arguments may hold anything and are left out. */
    static String unit(List<String> command) {
        Path name = Path.of(command.get(0)).getFileName();
        return "exec " + (name == null ? command.get(0) : name);
    }
}
