package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Fields;
import io.github.jitcredentials.document.Node;
import io.github.jitcredentials.document.Place;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.Shape;
import io.github.jitcredentials.document.Text;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the settings of identity sources and issuers, as their {@link SpecType} lists them, into flat text. */
final class SpecReader {
    private static final String ENV = "env:";
    private static final String FILE = "file:";
    private static final String CREDENTIAL = "credential:";
    private static final String POD = "login.kubernetes";

    private final @Nullable Path folder;
    private final Problems problems;

    /**
     * @param folder where relative paths begin; null where a configuration can name neither a file nor a variable of the process,
     *     only credentials of its host
     */
    SpecReader(@Nullable Path folder, Problems problems) {
        this.folder = folder;
        this.problems = problems;
    }

    /**
     * Reads all settings of one thing.
     *
     * @param more keys that are known here besides the settings
     */
    SortedMap<String, String> read(Node node, Place place, String what, SpecType type, String... more) {
        SortedMap<String, String> values = new TreeMap<>();
        read(node, place, what, type.settings(), "", List.of(more), values);
        return values;
    }

    /** One level of nesting at a time; the table of settings bounds how many there are. */
    private void read(
            Node node,
            Place place,
            String what,
            List<SpecSetting> settings,
            String prefix,
            List<String> more,
            SortedMap<String, String> values) {
        List<String> keys = new ArrayList<>();
        for (SpecSetting setting : settings) {
            String key = firstKey(setting, prefix);
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        List<String> known = new ArrayList<>(keys);
        known.addAll(more);
        Optional<Fields> fields = Fields.of(node, place, what, known, problems);
        if (fields.isEmpty()) {
            return;
        }
        for (String key : keys) {
            String name = prefix + key;
            Optional<SpecSetting> setting =
                    settings.stream().filter(one -> one.name().equals(name)).findFirst();
            if (setting.isPresent()) {
                value(fields.get(), key, setting.get()).ifPresent(value -> values.put(name, value));
            } else {
                List<SpecSetting> inner = settings.stream()
                        .filter(one -> one.name().startsWith(name + "."))
                        .toList();
                if (folder == null && name.equals(POD)) {
                    fields.get().node(key).ifPresent(login -> problems.add(login.place(), ServerMistake.NO_POD_HERE));
                    continue;
                }
                fields.get()
                        .node(key)
                        .ifPresent(nested -> read(nested, nested.place(), name, inner, name + ".", List.of(), values));
            }
        }
    }

    private static String firstKey(SpecSetting setting, String prefix) {
        String rest = setting.name().substring(prefix.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private Optional<String> value(Fields fields, String key, SpecSetting setting) {
        if (setting.needed()) {
            fields.needs(key);
        }
        if (setting.kind() == SpecSetting.Kind.CHOICES) {
            List<String> words = fields.choices(key, setting.choices());
            return words.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", words));
        }
        if (setting.kind() == SpecSetting.Kind.CHOICE) {
            return fields.choice(key, setting.choices());
        }
        return fields.text(key).flatMap(text -> switch (setting.kind()) {
            case URL -> Urls.check(key, text, problems);
            case URL_OR_FILE ->
                Urls.looksLikeOne(text.value()) ? Urls.check(key, text, problems) : path(key, text, text.value());
            case FILE -> path(key, text, text.value());
            case VARIABLE -> variable(key, text);
            case SECRET -> secret(key, text);
            case TEXT, CHOICE, CHOICES -> Optional.of(text.value());
        });
    }

    private Optional<String> variable(String key, Text text) {
        if (!EnvironmentNames.isName(text.value())) {
            problems.add(text.place(), FileMistake.BAD_VARIABLE, key, text.shown());
            return Optional.empty();
        }
        return Optional.of(text.value());
    }

    /** Whatever else is written here may be a secret, so it is never repeated. */
    private Optional<String> secret(String key, Text text) {
        String value = text.value();
        if (folder == null) {
            return credential(key, text);
        }
        if (value.startsWith(FILE) && value.length() > FILE.length()) {
            return path(key, text, value.substring(FILE.length())).map(path -> FILE + path);
        }
        if (value.startsWith(ENV) && EnvironmentNames.isName(value.substring(ENV.length()))) {
            return Optional.of(value);
        }
        problems.add(text.place(), FileMistake.INLINE_SECRET, key);
        return Optional.empty();
    }

    private Optional<String> credential(String key, Text text) {
        if (text.value().startsWith(CREDENTIAL) && text.value().length() > CREDENTIAL.length()) {
            return Optional.of(text.value());
        }
        problems.add(text.place(), ServerMistake.NOT_A_CREDENTIAL, key);
        return Optional.empty();
    }

    private Optional<String> path(String key, Text text, String path) {
        if (folder == null) {
            problems.add(text.place(), ServerMistake.NO_FILES_HERE, key);
            return Optional.empty();
        }
        try {
            return Optional.of(folder.resolve(path).normalize().toString());
        } catch (InvalidPathException e) {
            problems.add(text.place(), Shape.UNREADABLE, key, text.shown() + " is not a path");
            return Optional.empty();
        }
    }
}
