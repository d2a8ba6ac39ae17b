package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key that seals the secret parts of handles (AES-256-GCM). It lies in another place than the journal, one that is gone
 * after a reboot where there is such a place: a copy or a backup of the journal opens nothing. It is no defence against the same
 * user. Immutable and thread safe; never prints its key.
 */
public final class SealKey {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String FILE = "seal.key";

    private final SecretKeySpec key;
    private final @Nullable Path directory;
    private final @Nullable SecureRandom random;

    private SealKey(byte[] key, @Nullable Path directory, @Nullable SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.directory = directory;
        this.random = random;
    }

    /** A key that lies nowhere and is never used again: for a {@link CarriedLease}, which holds it. */
    public static SealKey carried(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new SealKey(bytes, null, random);
    }

    /**
     * A key that a host keeps in a store of its own, for a process that is the only one to have these journals.
     *
     * @param key 32 bytes
     * @param place the directory of that store; no journal may lie there or around it
     */
    public static SealKey kept(byte[] key, Path place, SecureRandom random) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a seal key has " + KEY_BYTES + " bytes");
        }
        return new SealKey(key, place.toAbsolutePath().normalize(), random);
    }

    /** What {@link #text} said, to open what it has sealed; empty if that is none. */
    static Optional<SealKey> of(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == KEY_BYTES ? Optional.of(new SealKey(bytes, null, null)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The key itself, of one that is carried: 43 letters, digits, hyphens and underscores. To be masked wherever logs are kept. */
    public String text() {
        if (directory != null) {
            throw new IllegalStateException("the key of this user's journals is nobody else's");
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getEncoded());
    }

    /**
     * This user's key; made if there is none. Looked for in {@code $XDG_RUNTIME_DIR}, then {@code /run/user/UID}, then under the
     * directory for temporary files.
     *
     * @param environment the process's environment
     * @param temporary the directory for temporary files
     * @throws JitException.NotRecorded if the place is not ours alone or can't be written
     */
    public static SealKey find(Map<String, String> environment, Path temporary, SecureRandom random) {
        return find(environment, temporary, RuntimePlace.RUNTIMES, random);
    }

    static SealKey find(Map<String, String> environment, Path temporary, Path runtimes, SecureRandom random) {
        try {
            return in(RuntimePlace.of(environment, temporary, runtimes), random);
        } catch (IOException | UnsupportedOperationException e) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "no private place for the key that seals the journal ("
                                    + e.getClass().getSimpleName() + ")",
                            temporary.toString(),
                            "set XDG_RUNTIME_DIR to a directory of this user's with mode 0700"),
                    e);
        }
    }

    /** The key in a directory of its own; both are made if they don't exist. */
    static SealKey in(Path place, SecureRandom random) throws IOException {
        Path directory = PrivateDirectory.ensure(place);
        Path file = directory.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            create(directory, file, random);
        }
        PrivateDirectory.checkFile(file);
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != KEY_BYTES) {
            throw new JitException.NotRecorded(
                    new Problem("is no seal key", file.toString(), "look who wrote it; remove it"), null);
        }
        return new SealKey(bytes, directory, random);
    }

    /** Where the key lies. */
    Path directory() {
        if (directory == null) {
            throw new IllegalStateException("a key that is carried lies nowhere");
        }
        return directory;
    }

    /**
     * Seals a text.
     *
     * @param about what the text belongs to; whoever opens it must say the same
     */
    String seal(String text, String about) {
        if (random == null) {
            throw new IllegalStateException("this key only opens");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, text.getBytes(StandardCharsets.UTF_8), about)
                .orElseThrow(() -> new IllegalStateException("this JVM can't encrypt with " + TRANSFORMATION));
        byte[] both = ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return Base64.getEncoder().encodeToString(both);
    }

    /** Opens what was sealed; empty if it was sealed with another key, about something else, or was changed. */
    Optional<String> open(String sealed, String about) {
        byte[] both;
        try {
            both = Base64.getDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (both.length <= NONCE_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(both);
        byte[] nonce = new byte[NONCE_BYTES];
        in.get(nonce);
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return run(Cipher.DECRYPT_MODE, nonce, rest, about).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "SealKey[" + (directory == null ? "carried" : directory) + "]";
    }

    private Optional<byte[]> run(int mode, byte[] nonce, byte[] input, String about) {
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(about.getBytes(StandardCharsets.UTF_8));
            return Optional.of(cipher.doFinal(input));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Writes the key beside its place and links it in, so that whoever sees it sees all of it, and two makers agree on one. */
    private static void create(Path directory, Path file, SecureRandom random) throws IOException {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        byte[] suffix = new byte[8];
        random.nextBytes(suffix);
        Path draft = directory.resolve(FILE + "." + HexFormat.of().formatHex(suffix));
        try (FileChannel out = FileChannel.open(
                draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateDirectory.FILE_MODE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        try {
            Files.createLink(file, draft);
            PrivateDirectory.force(directory);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its key is everybody's key.
        } finally {
            deleteQuietly(draft);
        }
    }

    private static void deleteQuietly(Path draft) throws IOException {
        try {
            Files.delete(draft);
        } catch (NoSuchFileException e) {
            // Gone is what it should be.
        }
    }
}
