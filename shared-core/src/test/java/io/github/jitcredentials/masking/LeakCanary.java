package io.github.jitcredentials.masking;

import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Fails a test when a secret, in any of its forms, is where it must not be: in a text, a file, a folder with all that is in
 * it (names, contents, jars in jars), or the command line or environment of a process. It names place and form, and never
 * prints the secret.
 *
 * <p>A canary that knows no secret, or can't look, fails: its silence would prove nothing. {@link #assertAwake} shows that it
 * would find each form of the secrets it knows. Thread safe.
 */
public final class LeakCanary {
    private final Set<Secret> secrets = new LinkedHashSet<>();

    /** A canary for these; more may follow. */
    public static LeakCanary of(Secret... secrets) {
        LeakCanary canary = new LeakCanary();
        Stream.of(secrets).forEach(canary::watch);
        return canary;
    }

    /** From now on this one counts, too. */
    public synchronized LeakCanary watch(Secret secret) {
        if (SecretForms.of(secret).isEmpty()) {
            throw new IllegalArgumentException("a secret this short can't be looked for");
        }
        secrets.add(secret);
        return this;
    }

    /** The same for a token that is also sent as a password by HTTP Basic authentication. */
    public LeakCanary watchBasic(String user, Secret token) {
        return watch(token).watch(SecretForms.basic(user, token));
    }

    /** @param place what the text is, for the message */
    public void assertClean(String place, String text) {
        check(sightings -> sightings.lookAt(place, text));
    }

    /** Files, and folders with everything below them. Links are not followed, but where they lead is read. */
    public void assertClean(Path... places) {
        check(sightings -> {
            for (Path place : places) {
                for (Path path : below(place)) {
                    lookAt(path, sightings);
                }
            }
        });
    }

    /** The command lines and environments of all processes that this user may look at. Needs Linux's {@code /proc}. */
    public void assertCleanProcesses() {
        check(sightings -> {
            boolean sawItself = false;
            for (long pid :
                    ProcessHandle.allProcesses().mapToLong(ProcessHandle::pid).toArray()) {
                for (String file : List.of("cmdline", "environ")) {
                    String place = "/proc/" + pid + "/" + file;
                    try (InputStream in = Files.newInputStream(Path.of(place))) {
                        sightings.lookInto(place, in);
                        sawItself |= pid == ProcessHandle.current().pid();
                    } catch (IOException e) {
                        // Somebody else's, or gone by now: neither is ours to judge.
                    }
                }
            }
            if (!sawItself) {
                throw new IOException("not even this process can be looked at");
            }
        });
    }

    /** Plants each form of each secret in a text, a jar inside a jar and a compressed file; fails if one is not found. */
    public void assertAwake() {
        for (SecretForm form : forms()) {
            try {
                byte[] text = planted(form);
                for (byte[] content : List.of(text, zipped(zipped(text)), gzipped(text))) {
                    Sightings sightings = new Sightings(List.of(form));
                    sightings.lookInto("planted", new ByteArrayInputStream(content));
                    if (sightings.seen().isEmpty()) {
                        throw new AssertionError("the canary is blind to " + form);
                    }
                }
            } catch (IOException e) {
                throw new AssertionError("the canary could not be tried", e);
            }
        }
    }

    private interface Look {
        void with(Sightings sightings) throws IOException;
    }

    private void check(Look look) {
        Sightings sightings = new Sightings(forms());
        try {
            look.with(sightings);
        } catch (IOException | UncheckedIOException e) {
            throw new AssertionError("the canary could not look everywhere", e);
        }
        if (!sightings.seen().isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), sightings.seen()));
        }
    }

    private synchronized List<SecretForm> forms() {
        if (secrets.isEmpty()) {
            throw new AssertionError("the canary knows no secret: it would call everything clean");
        }
        return SecretForms.of(secrets);
    }

    private static List<Path> below(Path place) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.toList();
        }
    }

    private static void lookAt(Path path, Sightings sightings) throws IOException {
        sightings.lookAt("the name " + path, path.toString());
        if (Files.isSymbolicLink(path)) {
            sightings.lookAt("the link " + path, Files.readSymbolicLink(path).toString());
        } else if (Files.isRegularFile(path)) {
            try (InputStream in = Files.newInputStream(path)) {
                sightings.lookInto(path.toString(), in);
            } catch (NoSuchFileException e) {
                // Gone since its folder was listed: what is not there holds nothing.
            }
        }
    }

    static byte[] planted(SecretForm form) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("some text, then ".getBytes(StandardCharsets.UTF_8));
        text.writeBytes(form.reveal());
        text.writeBytes(" and more".getBytes(StandardCharsets.UTF_8));
        return text.toByteArray();
    }

    static byte[] zipped(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("entry"));
            zip.write(content);
        }
        return out.toByteArray();
    }

    static byte[] gzipped(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
