package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.SecretLook;
import io.github.jitcredentials.document.Text;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a host's settings as values, and collects what is wrong in the host's spelling. Wrong ones read as not given. */
final class SettingReader {
    /** {@code plugin:goal} or {@code groupId:artifactId:goal}. */
    private static final Pattern GOAL = Pattern.compile("[^\\s:]+(:[^\\s:]+){1,2}");

    private final RawSettings raw;
    private final List<Problem> problems = new ArrayList<>();

    SettingReader(RawSettings raw) {
        this.raw = raw;
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new JitException.Misconfigured(problems);
        }
    }

    boolean flag(Setting setting) {
        String text = text(setting);
        if (!text.equals("true") && !text.equals("false")) {
            report(setting, SettingMistake.NOT_A_FLAG, Text.shown(text));
        }
        return text.equals("true");
    }

    <E extends Enum<E>> E choice(Setting setting, Class<E> type) {
        String text = text(setting);
        if (setting.choices().contains(text)) {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        }
        report(setting, SettingMistake.NOT_A_CHOICE, Text.shown(text), String.join(", ", setting.choices()));
        return Enum.valueOf(type, setting.defaultText().toUpperCase(Locale.ROOT));
    }

    Optional<Duration> duration(Setting setting, Duration shortest, Duration longest) {
        String text = text(setting);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Duration duration = Durations.parse(text);
            if (duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0) {
                return Optional.of(duration);
            }
            report(
                    setting,
                    SettingMistake.OUT_OF_RANGE,
                    Text.shown(text),
                    Durations.format(shortest),
                    Durations.format(longest));
        } catch (IllegalArgumentException e) {
            report(setting, SettingMistake.NOT_A_DURATION, Text.shown(text));
        }
        return Optional.empty();
    }

    Optional<Path> path(Setting setting) {
        String text = text(setting);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            report(setting, SettingMistake.NOT_A_PATH, Text.shown(text));
            return Optional.empty();
        }
    }

    Optional<Purpose> purpose(Setting setting) {
        String text = text(setting);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(new Purpose(text));
        } catch (IllegalArgumentException e) {
            report(setting, SettingMistake.NOT_A_PURPOSE, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    List<String> list(Setting setting) {
        return Arrays.stream(text(setting).split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    List<String> goals(Setting setting) {
        List<String> goals = list(setting);
        for (String goal : goals) {
            if (!GOAL.matcher(goal).matches()) {
                report(setting, SettingMistake.NOT_A_GOAL, Text.shown(goal));
            }
        }
        return goals;
    }

    /** What was given, else the default; never something that looks like a secret. */
    private String text(Setting setting) {
        String given = raw.value(setting).map(String::strip).orElse("");
        if (SecretLook.of(given)) {
            report(setting, SettingMistake.SECRET);
            given = "";
        }
        return given.isEmpty() ? setting.defaultText() : given;
    }

    private void report(Setting setting, SettingMistake mistake, Object... arguments) {
        problems.add(mistake.at(raw.spelling(setting), arguments));
    }
}
