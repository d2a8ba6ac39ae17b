package io.github.jitcredentials.masking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** What programs write for a secret where some of its characters mean something to them. */
final class Escapes {
    private static final String UNRESERVED = "-._~";
    private static final HexFormat UPPER = HexFormat.of().withUpperCase();
    private static final HexFormat LOWER = HexFormat.of();

    private final String plain;
    private final List<Rewritten> all = new ArrayList<>();

    private Escapes(String plain) {
        this.plain = plain;
    }

    /** All of them; for a secret of letters and digits each is the secret itself. */
    static List<Rewritten> of(String plain) {
        Escapes escapes = new Escapes(plain);
        escapes.url(UPPER);
        escapes.url(LOWER);
        escapes.json(LOWER);
        escapes.json(UPPER);
        escapes.xml("&quot;", "&apos;");
        escapes.xml("&#34;", "&#39;");
        escapes.xml("&#x22;", "&#x27;");
        escapes.xml("&quot;", "&#39;");
        escapes.shell();
        escapes.windows();
        return escapes.all;
    }

    /** RFC 3986 section 2.1; what browsers keep beyond that; forms, with a plus sign for a space (HTML form data). */
    private void url(HexFormat hex) {
        add("URL", percent(UNRESERVED, "%20", hex));
        add("URL, as browsers write it", percent(UNRESERVED + "!*'()", "%20", hex));
        add("form", percent("-._*", "+", hex));
        add("form, strict", percent(UNRESERVED, "+", hex));
    }

    private String percent(String kept, String space, HexFormat hex) {
        StringBuilder out = new StringBuilder();
        for (byte b : plain.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isLetterOrDigit(c) || kept.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append(c == ' ' ? space : "%" + hex.toHexDigits(b));
            }
        }
        return out.toString();
    }

    /** RFC 8259 section 7, and what Go, Gson, PHP and ASCII-only writers escape beyond it. */
    private void json(HexFormat hex) {
        String usual = json("", 0x10ffff, hex);
        add("JSON", usual);
        add("JSON, slashes", usual.replace("/", "\\/"));
        add("JSON, ASCII", json("\u007f", 0x7f, hex));
        add("JSON for HTML", json("<>&", 0x10ffff, hex));
        add("JSON for HTML, quotes", json("<>&='", 0x10ffff, hex));
    }

    private String json(String escaped, int last, HexFormat hex) {
        return each(c -> switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default -> c < ' ' || c > last || escaped.indexOf(c) >= 0 ? utf16(c, hex) : Character.toString(c);
        });
    }

    private static String utf16(int c, HexFormat hex) {
        return Character.toString(c)
                .chars()
                .mapToObj(unit -> "\\u" + hex.toHexDigits((char) unit))
                .collect(Collectors.joining());
    }

    /** XML 1.0 section 2.4: in text, in text that is closed with care, and in attributes. */
    private void xml(String quote, String apostrophe) {
        String text = plain.replace("&", "&amp;").replace("<", "&lt;");
        String closed = text.replace(">", "&gt;");
        add("XML", text);
        add("XML", closed);
        add("XML attribute", text.replace("\"", quote));
        add("XML attribute", closed.replace("\"", quote));
        add("XML attribute", closed.replace("\"", quote).replace("'", apostrophe));
    }

    /** What is typed for a POSIX shell or bash, and what their {@code set -x} and {@code printf %q} print. */
    private void shell() {
        add("shell, '...'", plain.replace("'", "'\\''"));
        add("shell, '...' with \"'\"", plain.replace("'", "'\"'\"'"));
        add("shell, '...' as dash prints it", dashQuoted());
        add("shell, \"...\"", before('\\', "\"\\$`"));
        add("shell, \"...\" with history", before('\\', "\"\\$`!"));
        add(
                "shell, \\",
                each(c -> isLetterOrDigit(c) || "@%+=:,./-_".indexOf(c) >= 0 || c > '~'
                        ? Character.toString(c)
                        : "\\" + (char) c));
        add("shell, printf %q", printfQ());
        add("shell, $'...'", dollarQuoted(false));
        add("shell, $'...' with octal digits", dollarQuoted(true));
        add("doubled $", plain.replace("$", "$$"));
    }

    /** A run of single quotes goes into double quotes; what would follow a last one is left out. */
    private String dashQuoted() {
        StringBuilder out = new StringBuilder();
        int end;
        for (int i = 0; i < plain.length(); i = end) {
            end = i;
            while (end < plain.length() && plain.charAt(end) == '\'') {
                end++;
            }
            if (end == i) {
                out.append(plain.charAt(end++));
            } else {
                out.append("'\"").append(plain, i, end).append(end < plain.length() ? "\"'" : "\"");
            }
        }
        return out.toString();
    }

    /** As bash does it, which leaves a comment's or home directory's sign alone where it means nothing. */
    private String printfQ() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            boolean starts = i == 0 || c == '~' && "=:".indexOf(plain.charAt(i - 1)) >= 0;
            if (" \t'\"\\|&;()<>!{}*[]?^$`,".indexOf(c) >= 0 || starts && (c == '#' || c == '~')) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    /** What bash writes for control characters, and in the C locale for all that is not ASCII. */
    private String dollarQuoted(boolean asciiOnly) {
        return each(c -> {
            int named = "\u0007\b\u001b\f\n\r\t\u000b".indexOf(c);
            if (named >= 0) {
                return "\\" + "abEfnrtv".charAt(named);
            } else if (c == '\'' || c == '\\') {
                return "\\" + (char) c;
            } else if (c < ' ' || c == 0x7f || asciiOnly && c > 0x7f) {
                return octal(c);
            }
            return Character.toString(c);
        });
    }

    private static String octal(int c) {
        StringBuilder out = new StringBuilder();
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            out.append('\\').append((char) ('0' + (b >> 6 & 3))).append((char) ('0' + (b >> 3 & 7)));
            out.append((char) ('0' + (b & 7)));
        }
        return out.toString();
    }

    private void windows() {
        add("batch, ^", before('^', "^&|<>()"));
        add("batch, ^ with quotes", before('^', "^&|<>()\"!"));
        add("batch, %%", plain.replace("%", "%%"));
        add("batch, ^ and %%", before('^', "^&|<>()").replace("%", "%%"));
        add("batch, \"\"", plain.replace("\"", "\"\""));
        add("batch, \\\"", plain.replace("\"", "\\\""));
        add("PowerShell, '...'", plain.replace("'", "''"));
        add("PowerShell, \"...\"", before('`', "`$\""));
        add("PowerShell, \"...\" with \"\"", before('`', "`$").replace("\"", "\"\""));
    }

    private void add(String kind, String text) {
        all.add(new Rewritten(kind, text));
    }

    private String before(char escape, String escaped) {
        return each(c -> escaped.indexOf(c) >= 0 ? escape + Character.toString(c) : Character.toString(c));
    }

    private String each(IntFunction<String> rewrite) {
        StringBuilder out = new StringBuilder();
        plain.codePoints().mapToObj(rewrite).forEach(out::append);
        return out.toString();
    }

    private static boolean isLetterOrDigit(int c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
}
