package io.github.jitcredentials.identity;

import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that the CI system, or a kubelet, keeps a current token in. Read anew at each call. */
final class TokenFile implements IdentitySource {
    private static final int LARGEST = 64 * 1024;

    private final String name;
    private final Path path;
    private final TokenVerifier verifier;

    TokenFile(String name, Path path, TokenVerifier verifier) {
        this.name = name;
        this.path = path;
        this.verifier = verifier;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Problem> absent() {
        return Files.exists(path) ? Optional.empty() : Optional.of(new Problem(path + " does not exist", name, ""));
    }

    @Override
    public IdentityToken token(String audience) {
        return verifier.verify(read(), audience);
    }

    @Override
    public Renewability renewability() {
        return Renewability.REREAD;
    }

    private Secret read() {
        if (!Files.isRegularFile(path)) {
            // A pipe or device could keep us waiting for ever.
            throw Words.noIdentity(name, path + " is not a file", "");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw Words.noIdentity(name, path + " is larger than 64 KB", "It should hold one token and no more.");
            }
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                throw Words.noIdentity(name, path + " is empty", "");
            }
            return Secret.of(text);
        } catch (IOException e) {
            throw Words.noIdentity(name, path + " can't be read", "Let this user read it.");
        }
    }
}
