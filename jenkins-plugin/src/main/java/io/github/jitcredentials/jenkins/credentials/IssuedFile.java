package io.github.jitcredentials.jenkins.credentials;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsSnapshotTaker;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.Extension;
import hudson.Util;
import hudson.util.Secret;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.ServerDesk;
import io.github.jitcredentials.frontend.ServerDesk.TaskFile;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.JitException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A secret file that is issued: the profile's file of that name, or its only one; else the secret itself. */
@Restricted(NoExternalUse.class)
public final class IssuedFile extends IssuedCredential implements FileCredentials {
    private static final long serialVersionUID = 1L;
    private static final String CONTENT = "content";

    private @Nullable String fileName;

    @DataBoundConstructor
    public IssuedFile(
            @Nullable CredentialsScope scope, @Nullable String id, @Nullable String description, String profile) {
        super(scope, id, description, profile);
    }

    /** Never a path, whatever is stored: whoever writes the file chooses where. */
    @Override
    public String getFileName() {
        String name = last(fileName);
        String otherwise = name == null ? last(getProfile()) : name;
        return otherwise == null ? CONTENT : otherwise;
    }

    @DataBoundSetter
    public void setFileName(@Nullable String fileName) {
        this.fileName = last(fileName);
    }

    /** What is behind the last separator; null if that is no file's name. */
    private static @Nullable String last(@Nullable String path) {
        String name = Util.fixEmptyAndTrim(Util.fixNull(path).replaceAll("(?s).*[/\\\\\\x00-\\x1f]", ""));
        return name == null || name.matches("\\.+") ? null : name;
    }

    @Override
    public InputStream getContent() throws IOException {
        Held held = held(CONTENT);
        return held instanceof Held.Stored stored
                ? ((FileCredentials) stored.credential()).getContent()
                : new ByteArrayInputStream(content(((Held.Issued) held).fields()));
    }

    private byte[] content(Map<String, Secret> fields) {
        try {
            Profile profile = profileOf();
            List<TaskFile> files = getField() == null ? ServerDesk.files(profile, credential(fields)) : List.of();
            for (TaskFile file : files) {
                if (files.size() == 1 || file.name().equals(getFileName())) {
                    return file.content();
                }
            }
        } catch (JitException e) {
            throw new NothingIssued(CONTENT, "credential \"" + getId() + "\": " + e.getMessage());
        }
        return secret(fields, CONTENT).getBytes(StandardCharsets.UTF_8);
    }

    private static Credential credential(Map<String, Secret> fields) {
        Map<String, io.github.jitcredentials.model.Secret> opened = new LinkedHashMap<>();
        fields.forEach(
                (name, value) -> opened.put(name, io.github.jitcredentials.model.Secret.of(value.getPlainText())));
        return new Credential(opened);
    }

    @Override
    Class<? extends StandardCredentials> kind() {
        return FileCredentials.class;
    }

    @Override
    StandardCredentials resolved() {
        try (InputStream in = getContent()) {
            return new FileCredentialsImpl(
                    getScope(), getId(), getDescription(), getFileName(), SecretBytes.fromBytes(in.readAllBytes()));
        } catch (IOException e) {
            throw new NothingIssued(CONTENT, "the content of credential \"" + getId() + "\" can't be read");
        }
    }

    /** For whoever wants a copy that needs nobody. */
    @Extension
    public static final class Snapshots extends CredentialsSnapshotTaker<FileCredentials> {
        @Override
        public Class<FileCredentials> type() {
            return FileCredentials.class;
        }

        @Override
        public FileCredentials snapshot(FileCredentials credentials) {
            return credentials instanceof IssuedFile file ? (FileCredentials) file.resolved() : credentials;
        }
    }

    /** In a form. */
    @Extension
    @Symbol("jitFile")
    public static final class DescriptorImpl extends IssuedDescriptor {
        public DescriptorImpl() {
            super(FileCredentials.class);
        }

        @Override
        public String getDisplayName() {
            return "JIT secret file";
        }

        @Override
        public String getIconClassName() {
            return "symbol-document-text";
        }
    }
}
