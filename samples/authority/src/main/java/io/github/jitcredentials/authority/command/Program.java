package io.github.jitcredentials.authority.command;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** A server to be run from the command line by {@link Launch}. */
public interface Program {
    /** What is running: how to end it, and what to tell who started it. */
    record Running(AutoCloseable server, Map<String, Object> ready) {
        public Running {
            ready = Map.copyOf(ready);
        }
    }

    /** What {@code --help} prints. */
    String help();

    /** The options that take a value. */
    Set<String> valued();

    /**
     * Starts the server; it runs on threads of its own.
     *
     * @throws UsageException if an option is wrong
     * @throws IOException if the port is taken or a file can't be written
     */
    Running start(Options options) throws UsageException, IOException;
}
