package io.github.jitcredentials.masking;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What the masker promises, said as plainly and slowly as possible: every occurrence of every form, found by comparing at
 * every place. Its texts are Latin-1, one character a byte.
 */
final class PlainMasker {
    private final StringBuilder text = new StringBuilder();
    private final BitSet covered = new BitSet();
    private Collection<String> forms = List.of();
    // No match may begin before: when forms change, what was handed on is gone for the new ones.
    private int base;

    static String mask(String text, Collection<String> forms) {
        PlainMasker plain = new PlainMasker();
        plain.change(forms);
        plain.write(text);
        return plain.output();
    }

    /** Other forms from now on; only what the old ones held back is looked at again. */
    void change(Collection<String> now) {
        base = text.length() - longestBeginning(true);
        forms = List.copyOf(now);
        cover();
    }

    void write(String more) {
        text.append(more);
        cover();
    }

    String output() {
        return output(text.length());
    }

    /** What must have been handed on by now at the least: all but the longest partial match. */
    String outputSoFar() {
        return output(text.length() - longestBeginning(false));
    }

    private String output(int end) {
        StringBuilder output = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (!covered.get(i) && i < end) {
                output.append(text.charAt(i));
            } else if (covered.get(i) && (i == 0 || !covered.get(i - 1)) && allBeforeIsOut(i, end)) {
                output.append(Masker.MASK);
            }
        }
        return output.toString();
    }

    // A mask may not overtake bytes that are held back before it.
    private boolean allBeforeIsOut(int at, int end) {
        int plain = covered.previousClearBit(at);
        return plain < end;
    }

    private void cover() {
        for (String form : forms) {
            for (int at = text.indexOf(form, base); at >= 0; at = text.indexOf(form, at + 1)) {
                covered.set(at, at + form.length());
            }
        }
    }

    /** The longest end of the text that is the beginning of a form. */
    private int longestBeginning(boolean orAll) {
        return forms.stream()
                .mapToInt(form -> {
                    int most = Math.min(orAll ? form.length() : form.length() - 1, text.length() - base);
                    for (int length = most; length > 0; length--) {
                        if (form.startsWith(text.substring(text.length() - length))) {
                            return length;
                        }
                    }
                    return 0;
                })
                .boxed()
                .max(Comparator.naturalOrder())
                .orElse(0);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
