package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Origin;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads an issuer's settings and collects what is wrong with them, so that all of it is told at once. */
final class SettingReader {
    private static final URI NOWHERE = URI.create("https://unreadable.invalid");

    private final IssuerSpec spec;
    private final List<Problem> problems = new ArrayList<>();

    /** @param names the settings there are */
    SettingReader(IssuerSpec spec, Set<String> names) {
        this.spec = spec;
        for (String setting : spec.settings().keySet()) {
            if (!names.contains(setting)) {
                problem(
                        "there is no setting " + Text.quote(setting),
                        "Known: " + String.join(", ", new TreeSet<>(names)));
            }
        }
    }

    String text(String setting) {
        return spec.settings().getOrDefault(setting, "").strip();
    }

    String text(String setting, String otherwise) {
        return text(setting).isEmpty() ? otherwise : text(setting);
    }

    String needed(String setting, String todo) {
        if (text(setting).isEmpty()) {
            problem(setting + " is missing", todo);
        }
        return text(setting);
    }

    /** A URL that must be there. */
    URI url(String setting, String todo) {
        String text = needed(setting, todo);
        try {
            return text.isEmpty() ? NOWHERE : Origin.parse(text);
        } catch (IllegalArgumentException e) {
            problem(setting + ": " + e.getMessage(), "");
            return NOWHERE;
        }
    }

    GitHubAddress github(String setting) {
        try {
            return GitHubAddress.of(text(setting));
        } catch (IllegalArgumentException e) {
            problem(setting + ": " + e.getMessage(), "");
            return new GitHubAddress(NOWHERE);
        }
    }

    <E extends Enum<E>> E choice(String setting, Class<E> type, E otherwise) {
        String text = text(setting);
        if (text.isEmpty()) {
            return otherwise;
        }
        for (E value : type.getEnumConstants()) {
            if (Text.word(value).equals(text)) {
                return value;
            }
        }
        problem(
                setting + ": there is no " + Text.quote(text),
                "Known: "
                        + Arrays.stream(type.getEnumConstants()).map(Text::word).collect(Collectors.joining(", ")));
        return otherwise;
    }

    void problem(String what, String todo) {
        problems.add(new Problem(what, "issuer " + spec.name(), todo));
    }

    /** @throws JitException.Misconfigured with all problems, if there are any */
    void check() {
        if (!problems.isEmpty()) {
            throw new JitException.Misconfigured(problems);
        }
    }
}
