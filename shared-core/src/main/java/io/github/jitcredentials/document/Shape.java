package io.github.jitcredentials.document;

/** How a document that is well written can still differ from what its reader expects. */
public enum Shape implements Mistake {
    NOT_A_MAP("%s is %s, wanted a map with the keys %s", ""),
    NOT_NAMED("%s is %s, wanted a map from names to what they mean", ""),
    NOT_A_LIST("%s is %s, wanted a list", ""),
    NOT_TEXT("%s is %s, wanted text", ""),
    NOT_TEXTS("%s is %s, wanted text or a list of texts", ""),
    NOTHING("%s has no value", ""),
    MISSING("%s needs \"%s\"", ""),
    UNKNOWN_KEY("%s is not known in %s, only %s", ""),
    MISSPELT_KEY("%s is not known in %s, did you mean \"%s\"?", ""),
    NOT_A_CHOICE("%s: %s is not one of %s", ""),
    UNREADABLE("%s: %s", "");

    private final String wording;
    private final String remedy;

    Shape(String wording, String remedy) {
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
