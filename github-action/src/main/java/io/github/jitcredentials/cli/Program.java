package io.github.jitcredentials.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Whether there is a command of that name, found as execvp(3) finds it, before anything is issued for it. */
enum Program {
    FOUND,
    NOT_FOUND,
    NOT_EXECUTABLE;

    static Program find(String name, Surroundings around) {
        if (name.isEmpty()) {
            return NOT_FOUND;
        }
        if (name.indexOf('/') >= 0) {
            return at(around.directory().resolve(name));
        }
        Program best = NOT_FOUND;
        String path = around.environment().getOrDefault("PATH", "/bin:/usr/bin");
        for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
            Program here = at(around.directory().resolve(folder).resolve(name));
            if (here == FOUND) {
                return FOUND;
            }
            if (here == NOT_EXECUTABLE) {
                best = NOT_EXECUTABLE;
            }
        }
        return best;
    }

    private static Program at(Path file) {
        if (!Files.exists(file)) {
            return NOT_FOUND;
        }
        return Files.isRegularFile(file) && Files.isExecutable(file) ? FOUND : NOT_EXECUTABLE;
    }
}
