package io.github.jitcredentials.frontend;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host's settings, checked.
 *
 * @param config as given; the host resolves it against its project's root
 * @param profiles empty for all that the host can deliver
 * @param ttl null for the profile's own
 * @param journal null for the user's state directory
 * @param audit null for a file beside the journal
 * @param auditEvents null for no second file
 * @param revokeTimeout 1 s to 10 min
 */
public record Settings(
        Path config,
        List<String> profiles,
        @Nullable Purpose purpose,
        @Nullable Duration ttl,
        boolean skip,
        OnNoIdentity onNoIdentity,
        @Nullable Path journal,
        @Nullable Path audit,
        @Nullable Path auditEvents,
        OnAuditFailure onAuditFailure,
        GuardianUse guardian,
        Duration revokeTimeout,
        List<String> guardedGoals) {
    /** Where nobody vouches for the build. */
    public enum OnNoIdentity {
        FAIL,
        /** The host's own settings serve, as if this tool were not there. */
        SETTINGS
    }

    /** When the audit log can't be written. */
    public enum OnAuditFailure {
        FAIL,
        CONTINUE
    }

    /** Whether a second process stands by. */
    public enum GuardianUse {
        REQUIRED,
        OFF
    }

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REVOKING = Duration.ofMinutes(10);

    public Settings {
        profiles = List.copyOf(profiles);
        guardedGoals = List.copyOf(guardedGoals);
    }

    /**
     * Whether to do nothing at all, which may be asked before anything else is looked at.
     *
     * @throws JitException.Misconfigured if that can't be told
     */
    public static boolean skips(RawSettings raw) {
        SettingReader reader = new SettingReader(raw);
        boolean skip = reader.flag(Setting.SKIP);
        reader.throwIfAny();
        return skip;
    }

    /** @throws JitException.Misconfigured with all that is wrong, in the host's spelling */
    public static Settings of(RawSettings raw) {
        SettingReader reader = new SettingReader(raw);
        Settings settings = new Settings(
                reader.path(Setting.CONFIG).orElseGet(() -> Path.of(Setting.CONFIG.defaultText())),
                reader.list(Setting.PROFILES),
                reader.purpose(Setting.PURPOSE).orElse(null),
                reader.duration(Setting.TTL, SHORTEST, CredentialRequest.LONGEST)
                        .orElse(null),
                reader.flag(Setting.SKIP),
                reader.choice(Setting.ON_NO_IDENTITY, OnNoIdentity.class),
                reader.path(Setting.JOURNAL).orElse(null),
                reader.path(Setting.AUDIT).orElse(null),
                reader.path(Setting.AUDIT_EVENTS).orElse(null),
                reader.choice(Setting.AUDIT_FAILURE, OnAuditFailure.class),
                reader.choice(Setting.GUARDIAN, GuardianUse.class),
                reader.duration(Setting.REVOKE_TIMEOUT, SHORTEST, LONGEST_REVOKING)
                        .orElse(SHORTEST),
                reader.goals(Setting.GUARDED_GOALS));
        reader.throwIfAny();
        return settings;
    }

    public Optional<Purpose> saidPurpose() {
        return Optional.ofNullable(purpose);
    }

    public Optional<Duration> shorterTtl() {
        return Optional.ofNullable(ttl);
    }

    public Optional<Path> journalDirectory() {
        return Optional.ofNullable(journal);
    }

    public Optional<Path> auditFile() {
        return Optional.ofNullable(audit);
    }

    public Optional<Path> auditEventsFile() {
        return Optional.ofNullable(auditEvents);
    }

    /** The profile as this call wants it: for a shorter time if it says so. */
    public Profile applied(Profile profile, RawSettings raw) {
        return ttl == null ? profile : profile.shortened(ttl, raw.spelling(Setting.TTL));
    }
}
