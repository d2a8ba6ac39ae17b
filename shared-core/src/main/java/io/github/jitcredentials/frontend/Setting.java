package io.github.jitcredentials.frontend;

import java.util.List;

/**
 * Everything a host can be told. <b>The</b> configuration table: parameters, inputs, help and docs of every host are checked
 * against it. What a credential is and who may have it is not here but in the file ({@link ConfigurationFile}).
 */
public enum Setting {
    CONFIG(
            "config",
            Kind.PATH,
            "jit-credentials.yml",
            "The configuration file; a relative path begins at the project's root."),
    PROFILES(
            "profiles",
            Kind.LIST,
            "",
            "Which profiles to use, by name; all that have a delivery for this host unless said."),
    PURPOSE(
            "purpose",
            Kind.TEXT,
            "",
            "Why the credential is wanted, instead of what the profile says; at most 200 characters."),
    TTL("ttl", Kind.DURATION, "", "How long the credential may live; may only be shorter than what the profile says."),
    SKIP("skip", Kind.FLAG, "false", "Do nothing at all: no identity, no credential, no report."),
    ON_NO_IDENTITY(
            "onNoIdentity",
            Kind.CHOICE,
            "fail",
            "What to do where nobody vouches for the build: fail, or leave it to the host's own settings.",
            "fail",
            "settings"),
    JOURNAL(
            "journal",
            Kind.PATH,
            "",
            "The directory in which leases are written down; the user's state directory unless said."),
    AUDIT("audit", Kind.PATH, "", "The audit log's file; beside the journal unless said."),
    AUDIT_EVENTS(
            "auditEvents",
            Kind.PATH,
            "",
            "A second file with the same events as CloudEvents, one a line, for a log shipper; none unless said."),
    AUDIT_FAILURE(
            "auditFailure",
            Kind.CHOICE,
            "fail",
            "What to do when the audit log can't be written: fail before anything is issued, or continue.",
            "fail",
            "continue"),
    GUARDIAN(
            "guardian",
            Kind.CHOICE,
            "required",
            "Whether a second process must stand by to revoke when this one is killed; off leaves that to the next run.",
            "required",
            "off"),
    REVOKE_TIMEOUT(
            "revokeTimeout", Kind.DURATION, "30s", "How long to try to revoke before the lease is reported as stuck."),
    GUARDED_GOALS(
            "guardedGoals",
            Kind.LIST,
            "deploy:deploy,deploy:deploy-file",
            "The goals that get credentials, as plugin:goal or groupId:artifactId:goal.");

    /** What a setting's text means. */
    public enum Kind {
        TEXT,
        PATH,
        /** Names, separated by commas. */
        LIST,
        /** As in {@code 90s}, {@code 5m}, {@code 1h30m}. */
        DURATION,
        /** {@code true} or {@code false}. */
        FLAG,
        CHOICE
    }

    private final String key;
    private final Kind kind;
    private final String defaultText;
    private final String doc;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it, and that can't change.
    private final List<String> choices;

    Setting(String key, Kind kind, String defaultText, String doc, String... choices) {
        this.key = key;
        this.kind = kind;
        this.defaultText = defaultText;
        this.doc = doc;
        this.choices = List.of(choices);
    }

    /** Its name in camel case; hosts spell it in their own way. */
    public String key() {
        return key;
    }

    public Kind kind() {
        return kind;
    }

    /** What it is unless said; empty if that depends on the host or the profile, as its documentation says. */
    public String defaultText() {
        return defaultText;
    }

    /** What it does, in one line. */
    public String doc() {
        return doc;
    }

    /** The words possible, for a choice; else empty. */
    public List<String> choices() {
        return choices;
    }
}
