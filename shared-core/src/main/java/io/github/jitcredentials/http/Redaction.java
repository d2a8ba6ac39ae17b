package io.github.jitcredentials.http;

import io.github.jitcredentials.model.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts secrets out of text that others wrote. Not only whole ones: any run of twelve characters that also occurs in a
 * secret goes, because servers quote what they were sent shortened, or wrapped in something else.
 */
final class Redaction {
    private static final int GRAM = 12;
    private static final String CUT = "[hidden]";
    /** More than this of a text is never looked at: nobody reads it, and it may be a megabyte. */
    private static final int LOOKED_AT = 4096;

    private final List<String> forms = new ArrayList<>();

    Redaction(List<Secret> secrets) {
        for (Secret secret : secrets) {
            String plain = secret.reveal();
            byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
            forms.add(plain);
            forms.add(URLEncoder.encode(plain, StandardCharsets.UTF_8));
            forms.add(plain.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"));
            forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
            forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
    }

    /** One line of printable characters, without secrets, at most {@code longest} of them and an ellipsis. */
    String clean(String text, int longest) {
        String seen = text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text;
        String line = printable(cut(seen));
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest)) + "...";
    }

    private String cut(String text) {
        BitSet hidden = new BitSet(text.length());
        Set<String> grams = new HashSet<>();
        for (String form : forms) {
            if (form.length() < GRAM) {
                for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
                    hidden.set(at, at + form.length());
                }
            }
            for (int i = 0; i + GRAM <= form.length(); i++) {
                grams.add(form.substring(i, i + GRAM));
            }
        }
        for (int i = 0; i + GRAM <= text.length(); i++) {
            if (grams.contains(text.substring(i, i + GRAM))) {
                hidden.set(i, i + GRAM);
            }
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (!hidden.get(i)) {
                out.append(text.charAt(i));
            } else if (i == 0 || !hidden.get(i - 1)) {
                out.append(CUT);
            }
        }
        return out.toString();
    }

    /** White space becomes one space; what can't be seen, or turns text around, becomes a dot. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
                    out.append(' ');
                }
            } else {
                out.appendCodePoint(isUnseen(c) ? '.' : c);
            }
        });
        return out.toString().strip();
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
