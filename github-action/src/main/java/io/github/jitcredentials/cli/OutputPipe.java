package io.github.jitcredentials.cli;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.Pipe.SourceChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pipe for what a child writes. Not the one that {@link Process} offers: that is closed when the child ends, and what the
 * child's own children go on writing would be lost, and would kill them.
 *
 * <p>The child is given the writing end by its name in {@code /proc}. To be opened before anything else in this process opens
 * pipes.
 */
final class OutputPipe implements Closeable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int ACCESS_MODE = 3;

    private final Pipe pipe;
    private final Path writingEnd;

    private OutputPipe(Pipe pipe, Path writingEnd) {
        this.pipe = pipe;
        this.writingEnd = writingEnd;
    }

    static OutputPipe open() throws IOException {
        Set<String> before = new HashSet<>(pipes().values());
        Pipe pipe = Pipe.open();
        try {
            Map<Path, String> fresh = pipes();
            fresh.values().removeAll(before);
            Set<String> distinct = new HashSet<>(fresh.values());
            List<Path> writing =
                    fresh.keySet().stream().filter(OutputPipe::isForWriting).toList();
            if (distinct.size() != 1 || writing.size() != 1) {
                throw new IOException("the pipe for the command's output can't be told from others");
            }
            return new OutputPipe(pipe, writing.get(0));
        } catch (IOException e) {
            closeBoth(pipe);
            throw e;
        }
    }

    /** Where the child writes; good until {@link #started}. */
    ProcessBuilder.Redirect writingEnd() {
        return ProcessBuilder.Redirect.to(new File(writingEnd.toString()));
    }

    SourceChannel readingEnd() {
        return pipe.source();
    }

    /** The child has its end: ours must go, or there would never be an end of file. */
    void started() throws IOException {
        pipe.sink().close();
    }

    @Override
    public void close() throws IOException {
        closeBoth(pipe);
    }

    private static void closeBoth(Pipe pipe) throws IOException {
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            // Closing is all.
            assert source != null && sink != null;
        }
    }

    private static Map<Path, String> pipes() throws IOException {
        Map<Path, String> found = new HashMap<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("pipe:")) {
                        found.put(descriptor, target);
                    }
                } catch (IOException e) {
                    // The listing's own descriptor is gone by now.
                }
            }
        }
        return found;
    }

    /** See proc(5), fdinfo: the open flags in octal digits. */
    private static boolean isForWriting(Path descriptor) {
        Path info = Path.of("/proc/self/fdinfo").resolve(descriptor.getFileName());
        try {
            for (String line : Files.readAllLines(info)) {
                if (line.startsWith("flags:")) {
                    int flags =
                            Integer.parseInt(line.substring("flags:".length()).strip(), 8);
                    return (flags & ACCESS_MODE) == 1;
                }
            }
            return false;
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }
}
