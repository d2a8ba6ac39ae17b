package io.github.jitcredentials.cli;

/**
 * The outputs of the GitHub action in mode job, besides the fields of the credential, which have their own names ({@code token}).
 * {@code action.yml} and the documentation are checked against it.
 */
enum ActionOutput {
    TOKEN("token", "Mode job: the credential, where it is a token; other credentials have an output for each field."),
    LEASE("lease", "Mode job: what mode revoke wants to end it earlier. Sealed; its key is masked in logs."),
    LEASE_ID("lease-id", "Mode job: the lease's name, as the audit log has it."),
    EXPIRES_AT("expires-at", "Mode job: when the credential dies by itself, in UTC; never for a stored secret.");

    private final String key;
    private final String doc;

    ActionOutput(String key, String doc) {
        this.key = key;
        this.doc = doc;
    }

    String key() {
        return key;
    }

    /** One line for people. */
    String doc() {
        return doc;
    }
}
