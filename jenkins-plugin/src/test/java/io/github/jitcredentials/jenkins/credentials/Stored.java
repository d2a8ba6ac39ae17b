package io.github.jitcredentials.jenkins.credentials;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import java.io.IOException;
import java.util.List;

/** What an administrator stores: credentials of all kinds, each of a profile of {@code Trial}. */
final class Stored {
    private Stored() {}

    static IssuedUsernamePassword login() {
        IssuedUsernamePassword login =
                new IssuedUsernamePassword(CredentialsScope.GLOBAL, "login", "of ours", "deploy");
        login.setUsername("ci");
        return login;
    }

    static IssuedText text() {
        return new IssuedText(CredentialsScope.GLOBAL, "text", "", "read");
    }

    static IssuedFile file() {
        IssuedFile file = new IssuedFile(CredentialsScope.GLOBAL, "file", "", "file");
        file.setFileName("secret.txt");
        return file;
    }

    static void all(Credentials... credentials) throws IOException {
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials().clear();
        provider.getCredentials().addAll(List.of(credentials));
        provider.save();
    }
}
