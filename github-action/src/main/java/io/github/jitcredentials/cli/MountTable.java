package io.github.jitcredentials.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is mounted where in this container: proc_pid_mountinfo(5). Its fourth field is the path of a mount within its own file system,
 * which for a directory of the host's is the host's path of it, or the end of that where it lies on a disk of its own.
 */
final class MountTable {
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
    private static final int ROOT = 3;
    private static final int POINT = 4;

    private final Map<Path, Path> roots = new LinkedHashMap<>();

    MountTable(String text) {
        text.lines()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > POINT)
                .forEach(fields -> {
                    Path root = Path.of(unescaped(fields[ROOT]));
                    if (root.isAbsolute()) {
                        // The last one covers those before it.
                        roots.put(Path.of(unescaped(fields[POINT])), root);
                    }
                });
    }

    static MountTable ofProcess() throws IOException {
        return new MountTable(Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1));
    }

    /** Where a directory that is mounted lies in its own file system; empty if it is no mount. */
    Optional<Path> root(Path mounted) {
        return Optional.ofNullable(roots.get(mounted));
    }

    private static String unescaped(String field) {
        return OCTAL.matcher(field)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }
}
