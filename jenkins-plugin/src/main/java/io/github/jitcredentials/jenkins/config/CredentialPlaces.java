package io.github.jitcredentials.jenkins.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.ItemGroup;
import hudson.security.ACL;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jspecify.annotations.Nullable;

/**
 * How issuers name the stored credentials they need: {@code credential:FOLDER:ID}, the folder's full name being that of whoever
 * configured the issuer, so that nobody reaches what is stored elsewhere.
 */
public final class CredentialPlaces {
    private static final String PREFIX = "credential:";
    private static final int LARGEST = 64 * 1024;

    private final String folder;

    /** @param folder full name; empty for the controller as a whole */
    public CredentialPlaces(String folder) {
        this.folder = folder;
    }

    /** Null if there is no id. */
    @Nullable
    String of(@Nullable String id) {
        return id == null || id.isBlank()
                ? null
                : PREFIX + URLEncoder.encode(folder, StandardCharsets.UTF_8) + ":" + id.strip();
    }

    /**
     * The secret itself, as it is stored now.
     *
     * @throws IllegalArgumentException with a sentence that names the place
     */
    public static Secret secret(String place) {
        String[] parts = place.split(":", 3);
        if (!place.startsWith(PREFIX) || parts.length != 3) {
            throw new IllegalArgumentException("a secret's place on a controller is a stored credential");
        }
        String folder = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
        Jenkins jenkins = Jenkins.get();
        Object group = folder.isEmpty() ? jenkins : jenkins.getItemByFullName(folder);
        if (!(group instanceof ItemGroup<?> items)) {
            throw new IllegalArgumentException("the folder " + folder + " of credential " + parts[2] + " is gone");
        }
        StandardCredentials found = CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class, items, ACL.SYSTEM2, List.of()),
                CredentialsMatchers.withId(parts[2]));
        if (found instanceof StringCredentials text) {
            return secret(text.getSecret().getPlainText(), parts[2]);
        }
        if (found instanceof FileCredentials file) {
            return secret(content(file, parts[2]), parts[2]);
        }
        throw new IllegalArgumentException(
                found == null
                        ? "there is no credential " + parts[2]
                        : "credential " + parts[2] + " is neither a secret text nor a secret file");
    }

    private static Secret secret(String text, String id) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("credential " + id + " is empty");
        }
        return Secret.of(text);
    }

    private static String content(FileCredentials file, String id) {
        try (InputStream in = file.getContent()) {
            return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("credential " + id + " can't be read", e);
        }
    }
}
