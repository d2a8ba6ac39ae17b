package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/**
 * What people read when something is wrong, held against the files beside what is wrong. Run with {@code
 * -Dgolden.write=true} to write them anew, then read every changed line.
 */
final class Golden {
    static final Path BAD_FILES = Path.of("src/test/resources/config/bad");
    static final Path BAD_SETTINGS = Path.of("src/test/resources/config/bad-settings");
    static final Path WIDER_FILES = Path.of("src/test/resources/config/wider");

    private static final Advice ADVICE = new Advice("jitc explain --profile", "Nothing was uploaded.");

    private Golden() {}

    /** Fails unless the action throws and what people then read is in the golden file. */
    static void check(Path golden, Executable action) throws IOException {
        List<String> lines = read(action);
        if (Boolean.getBoolean("golden.write")) {
            Files.write(golden, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(golden));
        assertThat(lines).noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
    }

    static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    static Path of(Path file) {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".golden");
    }

    private static List<String> read(Executable action) {
        try {
            action.execute();
        } catch (JitException e) {
            return ADVICE.of(e);
        } catch (Throwable e) {
            throw new AssertionError("people would see a stack trace", e);
        }
        throw new AssertionError("nothing was found to be wrong");
    }
}
