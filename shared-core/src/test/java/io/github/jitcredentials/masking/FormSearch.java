package io.github.jitcredentials.masking;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds forms in bytes of any length, by their first three bytes. Immutable. */
final class FormSearch {
    static final int CHUNK = 1 << 16;

    private final Map<Integer, List<Pattern>> byStart = new HashMap<>();
    private final BitSet firstTwo = new BitSet(1 << 16);
    private final int longest;

    FormSearch(List<SecretForm> forms) {
        for (SecretForm form : forms) {
            byte[] bytes = form.reveal();
            firstTwo.set(two(bytes, 0));
            byStart.computeIfAbsent(three(bytes, 0), start -> new ArrayList<>()).add(new Pattern(form, bytes));
        }
        longest = forms.stream().mapToInt(SecretForm::length).max().orElse(1);
    }

    /** All forms that occur, to the stream's end. */
    Set<SecretForm> formsIn(InputStream in) throws IOException {
        Set<SecretForm> found = new LinkedHashSet<>();
        byte[] buffer = new byte[CHUNK + longest];
        int kept = 0;
        for (int read = in.read(buffer, kept, CHUNK); read > 0; read = in.read(buffer, kept, CHUNK)) {
            int length = kept + read;
            search(buffer, length, found);
            // What may be the beginning of a form that goes on in the next chunk.
            kept = Math.min(length, longest - 1);
            System.arraycopy(buffer, length - kept, buffer, 0, kept);
        }
        return found;
    }

    private void search(byte[] text, int length, Set<SecretForm> found) {
        for (int i = 0; i + SecretForms.SHORTEST_WHOLE <= length; i++) {
            if (firstTwo.get(two(text, i))) {
                for (Pattern pattern : byStart.getOrDefault(three(text, i), List.of())) {
                    if (pattern.isAt(text, i, length)) {
                        found.add(pattern.form);
                    }
                }
            }
        }
    }

    private static int two(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static int three(byte[] bytes, int at) {
        return two(bytes, at) << 8 | bytes[at + 2] & 0xff;
    }

    private static final class Pattern {
        private final SecretForm form;
        private final byte[] bytes;

        private Pattern(SecretForm form, byte[] bytes) {
            this.form = form;
            this.bytes = bytes;
        }

        private boolean isAt(byte[] text, int at, int length) {
            return at + bytes.length <= length && Arrays.equals(text, at, at + bytes.length, bytes, 0, bytes.length);
        }
    }
}
