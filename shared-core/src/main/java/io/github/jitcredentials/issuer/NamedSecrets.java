package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Secrets by the place they are kept in: {@code env:NAME} or {@code file:PATH}. Read anew at each call, so that a secret
 * that was exchanged is found. Thread safe.
 */
public final class NamedSecrets implements Function<String, Secret> {
    private static final Pattern PLACE = Pattern.compile("(env|file|credential):.+");
    private static final int LARGEST = 64 * 1024;

    private final Map<String, String> environment;

    /** @param environment where {@code env:} looks; held as it is, not copied, since it holds more than ours */
    public NamedSecrets(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Whether a setting says where a secret is, and not what it is: {@code env:NAME}, {@code file:PATH}, or
     * {@code credential:ID} where a host keeps credentials under names and finds them by itself.
     */
    static boolean isPlace(String text) {
        return PLACE.matcher(text).matches();
    }

    /** @throws IllegalArgumentException with a sentence for the user, which names the place and no value */
    @Override
    public Secret apply(String place) {
        if (place.startsWith("env:")) {
            String value = environment.getOrDefault(place.substring(4), "");
            if (value.isBlank()) {
                throw new IllegalArgumentException(place + " is not set");
            }
            return Secret.of(value);
        }
        if (place.startsWith("file:")) {
            return read(place);
        }
        throw new IllegalArgumentException("a secret's place is written env:NAME or file:PATH");
    }

    private static Secret read(String place) {
        try {
            Path path = Path.of(place.substring(5));
            if (!Files.isRegularFile(path)) {
                throw new IllegalArgumentException(place + " is not a file");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                // A line break at the end is the editor's, not the secret's.
                String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\R$", "");
                if (bytes.length > LARGEST || text.isBlank()) {
                    throw new IllegalArgumentException(place + " is " + (text.isBlank() ? "empty" : "too large"));
                }
                return Secret.of(text);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(place + " can't be read", e);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(place + " is not a file's name", e);
        }
    }
}
