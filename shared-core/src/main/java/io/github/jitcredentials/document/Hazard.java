package io.github.jitcredentials.document;

/** What makes a YAML file mean something else to some reader than to the person who wrote it; each is refused. */
public enum Hazard implements Mistake {
    TOO_LONG("is longer than 256 KB", "a configuration is a page or two: is this the right file?"),
    EMPTY("is empty", ""),
    BYTE_ORDER_MARK("begins with a byte order mark", "save it as UTF-8 without one"),
    NOT_UTF8("is not UTF-8 from here on", "save the file as UTF-8"),
    INVISIBLE("holds the invisible character %s", "remove it: such characters make text look like what it is not"),
    LINES("is more than one line", "write it on one line"),
    TAB("is indented with a tab", "YAML is indented with spaces"),
    NOT_YAML("is not YAML: %s", ""),
    NEEDS_QUOTES("begins with %s, which has a meaning in YAML", "put the text in quotes"),
    INDENTATION("does not fit the lines above it", "look at how far it is indented"),
    STRAY_COLON(
            "has a colon where none can be",
            "indent the line like its neighbours, or put text that holds \": \" in quotes"),
    DIRECTIVE("is a YAML directive", "leave out lines that begin with %"),
    SECOND_DOCUMENT(
            "begins a second document", "keep one document in a file: everything after --- would be read by nobody"),
    TOO_DEEP("is nested deeper than 16 levels", ""),
    KEY_NOT_TEXT("has a key that is a list or a map", "a key is text"),
    DUPLICATE_KEY("%s is there twice; first on line %s", "keep one of them"),
    ANCHOR("has an anchor (&)", "anchors and aliases are not read: write the value where it is needed"),
    ALIAS("is an alias (*)", "anchors and aliases are not read: write the value; text that begins with * needs quotes"),
    TAG("has a tag (!)", "every value is text: leave the tag out; text that begins with ! needs quotes"),
    SECRET("looks like a secret", "secrets don't belong here: take it out, and revoke it if this file was ever shared");

    private final String wording;
    private final String remedy;

    Hazard(String wording, String remedy) {
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
