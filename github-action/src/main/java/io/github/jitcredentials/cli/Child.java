package io.github.jitcredentials.cli;

import io.github.jitcredentials.masking.Masker;
import io.github.jitcredentials.model.SuppressForbidden;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The command that {@code exec} runs. It has our standard input; what it writes comes through a masker, but what goes to a
 * terminal, which it keeps as its own.
 */
final class Child implements Closeable {
    private final List<String> command;
    private final @Nullable OutputPipe out;
    private final @Nullable OutputPipe err;
    private final boolean oneOutput;
    private final List<Pump> pumps = new ArrayList<>();
    private @Nullable Process process;

    private Child(List<String> command, @Nullable OutputPipe out, @Nullable OutputPipe err, boolean oneOutput) {
        this.command = List.copyOf(command);
        this.out = out;
        this.err = err;
        this.oneOutput = oneOutput;
    }

    /**
     * Makes what it will need; starts nothing yet.
     *
     * @param maskTerminals whether a terminal is taken from it as well
     */
    static Child prepare(List<String> command, boolean maskTerminals) throws IOException {
        boolean pipeOut = maskTerminals || !StandardStream.OUT.isTerminal();
        boolean pipeErr = maskTerminals || !StandardStream.ERR.isTerminal();
        // Two pipes would lose the order of what goes to one place.
        boolean one = pipeOut && pipeErr && StandardStream.isOneOutput();
        OutputPipe out = pipeOut ? OutputPipe.open() : null;
        try {
            return new Child(command, out, pipeErr && !one ? OutputPipe.open() : null, one);
        } catch (IOException e) {
            if (out != null) {
                out.close();
            }
            throw e;
        }
    }

    /** @throws IOException as exec(3) fails, with its error number in the message */
    @SuppressForbidden("what exec is there for")
    void start(Path directory, Consumer<Map<String, String>> environment, Masker masker, Surroundings around)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(withClosedStreams())
                .directory(new File(directory.toString()))
                .redirectInput(Redirect.INHERIT)
                .redirectOutput(out == null ? Redirect.INHERIT : out.writingEnd())
                .redirectErrorStream(oneOutput);
        if (!oneOutput) {
            builder.redirectError(err == null ? Redirect.INHERIT : err.writingEnd());
        }
        environment.accept(builder.environment());
        process = builder.start();
        carry(out, masker.wrap(new Uncloseable(around.out())), "output");
        carry(err, masker.wrap(new Uncloseable(around.err())), "errors");
    }

    /** Waits for it; 128 and the signal's number if a signal ended it. */
    int await() throws InterruptedException {
        return started().waitFor();
    }

    boolean isAlive() {
        Process known = process;
        return known != null && known.isAlive();
    }

    /** Passes a signal on; Java itself knows only two. */
    @SuppressForbidden("kill(1), built into every shell")
    void signal(Signals.Signal signal) throws IOException, InterruptedException {
        if (isAlive()) {
            new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "kill -s \"$0\" \"$1\"",
                            signal.name(),
                            String.valueOf(started().pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    /**
     * Hands on what it has written.
     *
     * @param grace for those who may still write: children that it left behind
     */
    void finishOutput(Duration grace) throws InterruptedException {
        for (Pump pump : pumps) {
            pump.finish(grace);
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
        if (err != null) {
            err.close();
        }
    }

    private Process started() {
        Process known = process;
        if (known == null) {
            throw new IllegalStateException("it was not started");
        }
        return known;
    }

    private void carry(@Nullable OutputPipe pipe, OutputStream to, String name) throws IOException {
        if (pipe != null) {
            pipe.started();
            pumps.add(Pump.start(pipe.readingEnd(), to, name));
        }
    }

    /** A shell can start something with closed streams; Java can't. */
    private List<String> withClosedStreams() {
        StringBuilder closing = new StringBuilder();
        if (StandardStream.IN.wasClosed()) {
            closing.append(" <&-");
        }
        if (StandardStream.OUT.wasClosed()) {
            closing.append(" >&-");
        }
        if (StandardStream.ERR.wasClosed()) {
            closing.append(" 2>&-");
        }
        if (closing.isEmpty()) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\"" + closing, "sh"));
        wrapped.addAll(command);
        return wrapped;
    }

    /** Our own stream outlives what the child writes to it. */
    private static final class Uncloseable extends OutputStream {
        private final OutputStream target;

        Uncloseable(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) throws IOException {
            target.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            target.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            target.flush();
        }
    }
}
