package io.github.jitcredentials.jenkins.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
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
    /** Where a file says where a secret is; nothing that a credential is called. */
    private static final Pattern ELSEWHERE = Pattern.compile("(file|env):.*", Pattern.DOTALL);

    private static final int LARGEST = 64 * 1024;

    private final @Nullable String folder;

    private CredentialPlaces(@Nullable String folder, boolean ids) {
        this.folder = ids ? null : folder;
    }

    /** @param folder full name; empty for the controller as a whole */
    public CredentialPlaces(String folder) {
        this(folder, false);
    }

    /** For what people read and write: the ids alone. */
    static CredentialPlaces plain() {
        return new CredentialPlaces(null, true);
    }

    /**
     * Null if there is no id. What names a file or a variable of this machine stays as it is: a configuration's reader refuses it
     * with a sentence, where nobody would find a credential of that name.
     */
    @Nullable
    String of(@Nullable String id) {
        String said = id == null ? "" : id.strip();
        if (said.isEmpty()) {
            return null;
        }
        return folder == null || ELSEWHERE.matcher(said).matches()
                ? said
                : PREFIX + URLEncoder.encode(folder, StandardCharsets.UTF_8) + ":" + said;
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
        Object group = folder.isEmpty() ? jenkins : found(jenkins, folder);
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

    /** Whoever asks: it is the issuer's own word, and its folder's administrator's. */
    private static @Nullable Item found(Jenkins jenkins, String folder) {
        try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
            return jenkins.getItemByFullName(folder);
        }
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
