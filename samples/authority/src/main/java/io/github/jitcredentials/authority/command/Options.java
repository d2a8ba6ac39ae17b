package io.github.jitcredentials.authority.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A command line of {@code --name value}, {@code --name=value} and {@code --switch}. Immutable. */
public final class Options {
    private final Map<String, List<String>> values;

    private Options(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads a command line.
     *
     * @param valued names with a value, which may be repeated
     * @param switches names without
     */
    public static Options parse(String[] args, Set<String> valued, Set<String> switches) throws UsageException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i++) {
            String name = args[i].split("=", 2)[0];
            if (switches.contains(args[i])) {
                values.computeIfAbsent(name, n -> new ArrayList<>()).add("");
            } else if (!valued.contains(name)) {
                throw new UsageException("unknown option " + name + ": try --help");
            } else if (args[i].length() > name.length()) {
                values.computeIfAbsent(name, n -> new ArrayList<>()).add(args[i].substring(name.length() + 1));
            } else if (i + 1 < args.length) {
                values.computeIfAbsent(name, n -> new ArrayList<>()).add(args[++i]);
            } else {
                throw new UsageException(name + " needs a value: try --help");
            }
        }
        return new Options(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Each value, in the order given. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /** The value of an option that comes at most once. */
    public Optional<String> get(String name) throws UsageException {
        List<String> found = all(name);
        if (found.size() > 1) {
            throw new UsageException(name + " was given more than once");
        }
        return found.stream().findFirst();
    }

    public String need(String name) throws UsageException {
        return get(name).orElseThrow(() -> new UsageException(name + " is missing: try --help"));
    }

    public Optional<Path> path(String name) throws UsageException {
        Optional<String> given = get(name);
        try {
            return given.map(Path::of);
        } catch (InvalidPathException e) {
            throw new UsageException(name + " is not a path: " + given.orElse(""));
        }
    }

    /** A port number; 0, which is a free one, unless given. */
    public int port(String name) throws UsageException {
        String given = get(name).orElse("0");
        if (!given.matches("[0-9]{1,5}") || Integer.parseInt(given) > 65_535) {
            throw new UsageException(name + " has to be 0 to 65535: " + given);
        }
        return Integer.parseInt(given);
    }

    /**
     * The parts of a value such as {@code id=deploy,scope=repo:read+repo:write}. A comma ends a part only where the
     * next one begins with one of the names.
     */
    public static Map<String, String> parts(String option, String value, Set<String> names) throws UsageException {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : value.split(",(?=(" + String.join("|", names) + ")=)")) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2 || !names.contains(pair[0])) {
                throw new UsageException(option + " has no part " + pair[0] + ": try --help");
            }
            if (parts.put(pair[0], pair[1]) != null) {
                throw new UsageException(option + " has the part " + pair[0] + " twice");
            }
        }
        return parts;
    }
}
