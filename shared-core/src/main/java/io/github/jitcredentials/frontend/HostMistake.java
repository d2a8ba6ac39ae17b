package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Mistake;

/** In what ways a project's file can want more than this machine's own files give. */
enum HostMistake implements Mistake {
    NOT_LISTED("can't be read, and may hold rules for this machine", "look at its owner and permissions"),
    NOT_YML("would not be read: its name has to end in .yml", "rename it"),
    NEW_IDENTITY("identity %s is none of those in %s (%s)"),
    OTHER_IDENTITY("identity %s is not what it is at %s"),
    NEW_ISSUER("issuer %s is none of those in %s (%s)"),
    OTHER_ISSUER("issuer %s is not what it is at %s"),
    NEW_PROFILE("profile %s is none of those in %s (%s)"),
    PROFILE_ISSUER("issuer: %s is asked, but %s at %s"),
    WIDER_SCOPE("request: %s %s is not among %s at %s"),
    LONGER_TTL("ttl: %s is longer than the %s at %s"),
    LONGER_RENEW("renew: %s is longer than the %s at %s"),
    NOT_RENEWED("renew: profile %s is not renewed at %s"),
    NO_DESTINATION("profile %s needs a \"to\" within %s at %s"),
    OTHER_DESTINATION("to: %s is not within %s at %s"),
    OTHER_SERVER("maven-server is not what it is at %s"),
    MORE_VARIABLES("env: %s is given no %s at %s"),
    MORE_FILES("file: %s is not what it is at %s"),
    MILDER_ON_LEAK("on-leak: %s is milder than the %s at %s");

    private final String wording;
    private final String remedy;

    HostMistake(String wording) {
        this(wording, "this machine's own files bind: a project's file may say the same or less");
    }

    HostMistake(String wording, String remedy) {
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
