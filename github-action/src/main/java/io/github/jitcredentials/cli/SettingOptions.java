package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command's settings: an option each, named as the setting in kebab case; where it is not given, the environment variable
 * {@code JIT_CREDENTIALS_} and the name in capitals.
 */
final class SettingOptions implements RawSettings {
    /** Maven's own. */
    static final Set<Setting> ELSEWHERE = Set.of(Setting.GUARDED_GOALS);

    private static final String VARIABLE = "JIT_CREDENTIALS_";

    private final CommandSpec command;
    private final Map<String, String> environment;

    SettingOptions(CommandSpec command, Map<String, String> environment) {
        this.command = command;
        this.environment = environment;
    }

    /** Gives a command the options. */
    static void add(CommandSpec command, Set<Setting> settings) {
        for (Setting setting : Setting.values()) {
            if (settings.contains(setting)) {
                command.addOption(option(setting));
            }
        }
    }

    /** As in {@code --revoke-timeout}. */
    static String option(String key) {
        return "--" + kebab(key);
    }

    /** As in {@code JIT_CREDENTIALS_REVOKE_TIMEOUT}. */
    static String variable(Setting setting) {
        return VARIABLE + kebab(setting.key()).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    @Override
    public Optional<String> value(Setting setting) {
        return given(setting)
                .or(() -> Optional.ofNullable(environment.get(variable(setting)))
                        // There it names a file for where there is none: see Host.
                        .filter(value -> setting != Setting.CONFIG))
                .filter(text -> !text.isBlank());
    }

    @Override
    public String spelling(Setting setting) {
        boolean fromEnvironment =
                given(setting).isEmpty() && environment.containsKey(variable(setting)) && setting != Setting.CONFIG;
        return fromEnvironment ? variable(setting) : option(setting.key());
    }

    private Optional<String> given(Setting setting) {
        @Nullable OptionSpec option = command.findOption(option(setting.key()));
        if (option == null) {
            return Optional.empty();
        }
        Object value = option.getValue();
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            String.join(",", list.stream().map(String::valueOf).toList()));
        }
        return Optional.ofNullable(value).map(Object::toString);
    }

    private static OptionSpec option(Setting setting) {
        List<String> names = new ArrayList<>(List.of(option(setting.key())));
        if (setting == Setting.PROFILES) {
            names.add("--profile");
        }
        OptionSpec.Builder option = OptionSpec.builder(names.toArray(String[]::new))
                .description(described(setting))
                .paramLabel(label(setting));
        return switch (setting.kind()) {
            case LIST -> option.type(List.class).auxiliaryTypes(String.class).build();
            case FLAG ->
                option.type(String.class).arity("0..1").fallbackValue("true").build();
            default -> option.type(String.class).build();
        };
    }

    private static String described(Setting setting) {
        return setting.defaultText().isEmpty() ? setting.doc() : setting.doc() + " Default: " + setting.defaultText();
    }

    private static String label(Setting setting) {
        return switch (setting.kind()) {
            case PATH -> "PATH";
            case LIST -> "NAME";
            case DURATION -> "DURATION";
            case FLAG -> "true|false";
            case CHOICE -> String.join("|", setting.choices());
            case TEXT -> "TEXT";
        };
    }

    private static String kebab(String key) {
        StringBuilder out = new StringBuilder();
        key.chars().forEach(c -> {
            if (Character.isUpperCase(c)) {
                out.append('-');
            }
            out.appendCodePoint(Character.toLowerCase(c));
        });
        return out.toString();
    }
}
