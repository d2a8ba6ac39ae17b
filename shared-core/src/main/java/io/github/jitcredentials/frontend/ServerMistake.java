package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Mistake;

/** What a server's configuration can't say, although a file can. */
enum ServerMistake implements Mistake {
    NOT_A_CREDENTIAL("%s: takes the id of a stored credential, never the secret itself", ""),
    NO_FILES_HERE("%s: no file of this machine is read here", ""),
    NO_POD_HERE("login: the service account of this machine's own pod is not every task's", "use jwt or approle"),
    SCOPE_TOO_WIDE("%s is more than the %s of profile \"%s\"", "one may ask for less than a profile, not for more");

    private final String wording;
    private final String remedy;

    ServerMistake(String wording, String remedy) {
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
