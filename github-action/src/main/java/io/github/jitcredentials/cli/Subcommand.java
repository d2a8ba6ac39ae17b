package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Setting;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands, and which settings each takes. */
enum Subcommand {
    EXEC(ExecCommand::new, EnumSet.complementOf(EnumSet.copyOf(SettingOptions.ELSEWHERE))),
    CHECK(
            CheckCommand::new,
            EnumSet.of(
                    Setting.CONFIG,
                    Setting.PROFILES,
                    Setting.PURPOSE,
                    Setting.TTL,
                    Setting.JOURNAL,
                    Setting.AUDIT,
                    Setting.AUDIT_FAILURE)),
    EXPLAIN(ExplainCommand::new, EnumSet.of(Setting.CONFIG, Setting.PROFILES, Setting.PURPOSE, Setting.TTL)),
    AUDIT(AuditCommand::new, EnumSet.of(Setting.AUDIT)),
    ACQUIRE(
            AcquireCommand::new,
            EnumSet.of(
                    Setting.CONFIG,
                    Setting.PROFILES,
                    Setting.PURPOSE,
                    Setting.TTL,
                    Setting.JOURNAL,
                    Setting.AUDIT,
                    Setting.AUDIT_FAILURE)),
    REVOKE(RevokeCommand::new, ending()),
    LIVE(LiveCommand::new, ending()),
    SWEEP(SweepCommand::new, ending()),
    GIT_CREDENTIAL(GitCredentialCommand::new, EnumSet.of(Setting.CONFIG, Setting.PROFILES)),
    AUTHORITY(AuthorityCommand::new, EnumSet.noneOf(Setting.class)),
    INIT(InitCommand::new, EnumSet.noneOf(Setting.class)),
    COMPLETION(CompletionCommand::new, EnumSet.noneOf(Setting.class)),
    ACTION(ActionCommand::new, EnumSet.noneOf(Setting.class));

    private static Set<Setting> ending() {
        return EnumSet.of(Setting.JOURNAL, Setting.AUDIT, Setting.AUDIT_FAILURE, Setting.REVOKE_TIMEOUT);
    }

    @SuppressWarnings("ImmutableEnumChecker") // A constructor of a command, which keeps nothing.
    private final Function<Surroundings, Object> maker;

    @SuppressWarnings("ImmutableEnumChecker") // Nobody is given a set that can be changed.
    private final Set<Setting> settings;

    Subcommand(Function<Surroundings, Object> maker, Set<Setting> settings) {
        this.maker = maker;
        this.settings = Collections.unmodifiableSet(settings);
    }

    /** What it is called. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Set<Setting> settings() {
        return settings;
    }

    static boolean isOne(String word) {
        for (Subcommand subcommand : values()) {
            if (subcommand.word().equals(word)) {
                return true;
            }
        }
        return false;
    }

    CommandLine create(Surroundings around) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(maker.apply(around));
        SettingOptions.add(spec, settings);
        spec.mixinStandardHelpOptions(true);
        CommandLine line = new CommandLine(spec);
        // What follows the first word that is no option is the command's, with all its options.
        line.setStopAtPositional(this == EXEC);
        line.setUnmatchedOptionsArePositionalParams(this == AUTHORITY);
        return line;
    }
}
