package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Setting;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every input of the GitHub action. <b>The</b> table: {@code action.yml} and the documentation are checked against it, and it
 * against {@link Setting}. A runner hands an input over in a variable {@code INPUT_} and its name in capitals, hyphens kept
 * (GitHub's documentation, "Metadata syntax", {@code inputs}).
 */
enum ActionInput {
    MODE(
            "mode",
            "",
            "What to do: run (a script), job (a credential for the steps that follow), install (jitc for the steps that follow), "
                    + "or revoke. Unless said: run with a script, install where that is true, else job."),
    RUN(
            "run",
            "",
            "A script for bash -eo pipefail inside the image, which gets the credential for as long as it runs."),
    WORKING_DIRECTORY("working-directory", "", "Where the script runs; a relative path begins at the workspace."),
    INSTALL("install", "false", "Put jitc on the PATH of the steps that follow; issues nothing."),
    LEASE("lease", "", "For mode revoke: the output of that name of the step whose credential shall end."),
    ENV(
            "env",
            "",
            "For run: the variables that get the credential, NAME=FIELD or NAME=PROFILE:FIELD, a line each, instead of those "
                    + "that the profile names."),
    GIT("git", "false", "For run: git gets the credential, too, for the profile's destination and nowhere else."),
    KEEP_IDENTITY("keep-identity", "false", "For run: leave the script what this job is identified by."),
    ON_REVOCATION_FAILURE(
            "on-revocation-failure", "fail", "What a credential that can't be revoked does to the job: fail, or warn."),
    ALLOW_EXPIRY_ONLY(
            "allow-expiry-only",
            "false",
            "For job: issue even what nobody can revoke when the job ends, and what lives on until it expires."),
    CONFIG("config", Setting.CONFIG),
    PROFILE("profile", Setting.PROFILES),
    PURPOSE("purpose", Setting.PURPOSE),
    TTL("ttl", Setting.TTL),
    SKIP("skip", Setting.SKIP),
    ON_NO_IDENTITY("on-no-identity", Setting.ON_NO_IDENTITY),
    JOURNAL("journal", Setting.JOURNAL),
    AUDIT("audit", Setting.AUDIT),
    AUDIT_EVENTS("audit-events", Setting.AUDIT_EVENTS),
    AUDIT_FAILURE("audit-failure", Setting.AUDIT_FAILURE),
    GUARDIAN("guardian", Setting.GUARDIAN),
    REVOKE_TIMEOUT("revoke-timeout", Setting.REVOKE_TIMEOUT);

    private final String key;
    private final String defaultText;
    private final String doc;
    private final @Nullable Setting setting;

    ActionInput(String key, String defaultText, String doc) {
        this.key = key;
        this.defaultText = defaultText;
        this.doc = doc;
        this.setting = null;
    }

    ActionInput(String key, Setting setting) {
        this.key = key;
        this.defaultText = setting.defaultText();
        this.doc = setting.doc();
        this.setting = setting;
    }

    /** Its name in a workflow. */
    String key() {
        return key;
    }

    /** What it is unless said; empty if there is none, or it depends. */
    String defaultText() {
        return defaultText;
    }

    /** One line for people. */
    String doc() {
        return doc;
    }

    /** The setting that it is; empty for one of the action's own. */
    Optional<Setting> setting() {
        return Optional.ofNullable(setting);
    }

    /** The variable in which a runner hands it over. */
    String variable() {
        return "INPUT_" + key.toUpperCase(Locale.ROOT);
    }

    /** What a workflow says; a runner hands over an input that nobody gave as empty text, or as its default. */
    Optional<String> given(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(variable()))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** How a workflow spells it, for errors. */
    String spelling() {
        return "input '" + key + "'";
    }

    static Optional<ActionInput> of(Setting wanted) {
        for (ActionInput input : values()) {
            if (input.setting == wanted) {
                return Optional.of(input);
            }
        }
        return Optional.empty();
    }
}
