package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Mistake;

/** What can be wrong with what a configuration file says, beyond its shape. */
enum FileMistake implements Mistake {
    NO_FILE("there is no such file", ""),
    NOT_READABLE("can't be read", "look at its owner and permissions"),
    WRONG_VERSION("version: %s is not known here", "this release reads version 1"),
    BAD_NAME("%s is no name for %s", "use letters, digits, dots, - and _; at most 64, the first a letter or digit"),
    NOT_ONE_TYPE("%s has %s keys, wanted one: its type (%s)", ""),
    IDENTITY_TWICE("identity %s is there twice", "give one of them another name with \"name:\""),
    NOT_A_URL("%s: %s is not an http(s) URL", ""),
    PLAIN_HTTP("%s: %s is plain http", "use https; http is for this machine only"),
    URL_WITH_EXTRAS("%s: a URL here has neither user nor query nor fragment", ""),
    INLINE_SECRET("%s: takes env:NAME or file:PATH, never the secret itself", ""),
    BAD_VARIABLE("%s: %s is not the name of an environment variable", "use letters, digits and _"),
    NEEDS("%s needs %s", ""),
    ONLY_WITH("%s is used only with %s", ""),
    UNKNOWN_ISSUER("issuer: there is no issuer %s, only %s", ""),
    BAD_ISSUER("%s", ""),
    BAD_REQUEST("request: %s", ""),
    ONE_LOGIN("login: has %s keys, wanted one: jwt, kubernetes or approle", ""),
    EITHER("%s needs either %s or %s, and not both", ""),
    TTL_TOO_LONG("%s: %s is longer than the longest a credential may live (24h)", ""),
    TTL_TOO_SHORT("%s: %s is shorter than 1s", ""),
    RENEW_TOO_LONG("renew: %s is longer than the longest a task may go on with one lease (24h)", ""),
    RENEW_TOO_SHORT(
            "renew: %s is not longer than the ttl (%s)",
            "say how long the task may go on, or leave it out if one credential is enough"),
    RENEWS_VARIABLES(
            "renew: an environment variable can't be renewed once its process runs",
            "leave out \"renew\" or \"env\", or give the variable a profile of its own"),
    RENEWS_STORED("renew: a stored secret has no end that could be put off", "leave out \"renew\""),
    NO_DESTINATION(
            "%s delivers to a Maven server and needs \"to\"",
            "say where its credential may go, as in \"to: https://repo.example.com/\""),
    LOGIN_NOWHERE(
            "%s delivers a %s file and needs \"to\"",
            "say where it is a login, as in \"to: https://repo.example.com/\""),
    NO_DELIVERY("deliver: says nowhere", "name a \"maven-server\", an \"env\" or a \"file\""),
    BAD_USERNAME("username: %s holds a colon", "a user name can't (RFC 7617)"),
    BAD_LOGIN("username: %s holds a colon or a space", "a user name in a netrc file or of a registry can't"),
    BAD_FILE_NAME(
            "file: %s is no name under which a path can be told",
            "use letters, digits, dots, - and _; at most 100, the first a letter or _"),
    STEERING_NAME("%s: %s changes how programs run and is no place for a credential", ""),
    UNKNOWN_FIELD("%s: %s is no field of what %s gives, only %s", ""),
    SAME_SERVER("profiles %s and %s both serve Maven server %s at %s", "a credential must be the only one for a place"),
    NO_RULE("no rule permits profile %s", "add one under \"policy:\"; what no rule permits is denied");

    private final String wording;
    private final String remedy;

    FileMistake(String wording, String remedy) {
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
