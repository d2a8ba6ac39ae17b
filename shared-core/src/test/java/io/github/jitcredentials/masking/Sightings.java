package io.github.jitcredentials.masking;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Where forms of some secrets were seen, in words that hold no secret. Looks into zip and gzip files, also nested ones. */
final class Sightings {
    private static final int DEEPEST = 8;
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8};

    private final List<SecretForm> forms;
    private final FormSearch search;
    private final Set<String> seen = new TreeSet<>();

    Sightings(List<SecretForm> forms) {
        this.forms = forms;
        this.search = new FormSearch(forms);
    }

    /** One sentence a place and form, in order. */
    Set<String> seen() {
        return seen;
    }

    void lookAt(String place, String text) throws IOException {
        lookInto(place, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    void lookInto(String place, InputStream in) throws IOException {
        lookInto(place, in, 0);
    }

    private void lookInto(String place, InputStream in, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("archives are nested too deeply");
        }
        PushbackInputStream peeked = new PushbackInputStream(in, ZIP.length);
        byte[] head = peeked.readNBytes(ZIP.length);
        peeked.unread(head);
        boolean zip = Arrays.equals(head, ZIP);
        if (!zip && !Arrays.equals(Arrays.copyOf(head, GZIP.length), GZIP)) {
            search(place, peeked);
            return;
        }
        byte[] archive = peeked.readAllBytes();
        search(place, new ByteArrayInputStream(archive));
        if (zip) {
            lookIntoZip(place, new ZipInputStream(new ByteArrayInputStream(archive)), depth);
        } else {
            lookInto(place + "!", new GZIPInputStream(new ByteArrayInputStream(archive)), depth + 1);
        }
    }

    private void lookIntoZip(String place, ZipInputStream zip, int depth) throws IOException {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            lookInto(place + "!/" + entry.getName(), zip, depth + 1);
        }
    }

    private void search(String place, InputStream in) throws IOException {
        for (SecretForm form : search.formsIn(in)) {
            seen.add(hidden(place) + " holds a secret: " + form.kind());
        }
    }

    /** A file's name can be where the secret is. */
    private String hidden(String place) {
        String text = place;
        for (SecretForm form : forms) {
            text = text.replace(new String(form.reveal(), StandardCharsets.UTF_8), "[hidden]");
        }
        return text;
    }
}
