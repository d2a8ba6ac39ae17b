package io.github.jitcredentials.policy;

import io.github.jitcredentials.document.Mistake;

/** What can be wrong with a rule. */
enum RuleMistake implements Mistake {
    BAD_NAME("rule name %s has more than 100 characters or holds \": \"", ""),
    UNKNOWN_PROFILE("permit: there is no profile %s, only %s", ""),
    UNKNOWN_IDENTITY("from: there is no identity %s, only %s", ""),
    UNKNOWN_CLAIM("when: there is no claim %s, did you mean \"%s\"?", ""),
    NO_SUCH_CLAIM("when: there is no claim %s, only %s and claim.NAME", ""),
    NOT_A_FLAG("%s: %s is text here and never matches, write true or false", ""),
    LOOKS_LIKE_A_REGEX(
            "%s: %s is compared as text, in which |, ^ and $ mean themselves",
            "write a list for \"or\"; a regular expression begins with \"regex:\" and always covers the whole value"),
    BAD_REGEX("%s: %s is not a regular expression: %s", ""),
    LARGE_REGEX("%s: the regular expression is too large", "use at most 200 characters, and fewer or smaller {counts}");

    private final String wording;
    private final String remedy;

    RuleMistake(String wording, String remedy) {
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
