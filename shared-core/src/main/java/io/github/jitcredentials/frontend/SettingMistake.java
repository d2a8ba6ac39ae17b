package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Mistake;

/** What can be wrong with a host's settings; the place is the setting's name in the host's spelling. */
enum SettingMistake implements Mistake {
    NOT_A_FLAG("%s is neither true nor false", ""),
    NOT_A_CHOICE("%s is not one of %s", ""),
    NOT_A_DURATION("%s is not a duration", "write a number and a unit, as 90s, 5m or 1h30m"),
    OUT_OF_RANGE("%s is not between %s and %s", ""),
    NOT_A_PATH("%s is not a path", ""),
    NOT_A_PURPOSE("is no purpose: %s", "say in a few words why the credential is wanted"),
    NOT_A_GOAL("%s is not a goal", "write plugin:goal, as deploy:deploy, or groupId:artifactId:goal"),
    SECRET("holds what looks like a secret", "secrets are no settings: take it out, and revoke it if a log has it"),
    TTL_TOO_LONG("%s is longer than the %s of profile \"%s\"", "a call may shorten a profile's ttl, not lengthen it"),
    UNKNOWN_PROFILE("there is no profile %s, only %s", ""),
    MISSPELT_PROFILE("there is no profile %s, did you mean \"%s\"?", "");

    private final String wording;
    private final String remedy;

    SettingMistake(String wording, String remedy) {
        this.wording = wording;
        this.remedy = remedy;
    }

    @Override
    public String wording() {
        return wording;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
