package io.github.jitcredentials.jenkins.credentials;

import com.cloudbees.plugins.credentials.CredentialsUnavailableException;

/** Why a credential's secret is not there, in a sentence. There is no trace of a stack to show: nothing is broken. */
final class NothingIssued extends CredentialsUnavailableException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    NothingIssued(String property, String sentence) {
        super(property, sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return "jit-credentials: " + sentence;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
