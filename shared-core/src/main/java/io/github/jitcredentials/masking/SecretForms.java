package io.github.jitcredentials.masking;

import io.github.jitcredentials.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All forms in which a secret can be expected in a log or file: as it is, and as JSON, XML, URLs, base64, hexadecimal digits
 * and the quoting of shells turn it. Each at most once; whole ones before parts.
 *
 * <p>Two floors keep a mask from eating what is no secret. A whole form has at least {@value #SHORTEST_WHOLE} bytes: a secret
 * shorter than that, or blank, has no forms and is not masked. A part has at least {@value #SHORTEST_PART}: lines as
 * <code>{</code> of a key in JSON stay readable. The frame lines of a PEM file ({@code -----BEGIN ...-----}) are no secret
 * and no form.
 *
 * <p>Text is UTF-8. Not covered: other character sets, compression, encryption, a secret cut into pieces or reversed, two
 * encodings on top of one another. Masking prevents accidents, not intent.
 */
public final class SecretForms {
    /** The fewest bytes of a form that holds the whole secret. */
    public static final int SHORTEST_WHOLE = 3;

    /** The fewest bytes of a form that holds a part of it. */
    public static final int SHORTEST_PART = 8;

    private final Set<SecretForm> whole = new LinkedHashSet<>();
    private final Set<SecretForm> parts = new LinkedHashSet<>();

    private SecretForms() {}

    /** The forms of one secret. */
    public static List<SecretForm> of(Secret secret) {
        return of(List.of(secret));
    }

    /** The forms of several secrets, and of values derived from them: see {@link #basic}. */
    public static List<SecretForm> of(Collection<Secret> secrets) {
        SecretForms forms = new SecretForms();
        secrets.forEach(secret -> forms.add(secret.reveal()));
        forms.parts.removeAll(forms.whole);
        List<SecretForm> all = new ArrayList<>(forms.whole);
        all.addAll(forms.parts);
        return List.copyOf(all);
    }

    /** Whom git is where it has nothing but a token of GitHub's, and others have taken up. */
    public static final String GIT_USER = "x-access-token";

    /**
     * What HTTP Basic authentication makes of a token (RFC 7617 section 2), before base64: a secret of its own, because its
     * encoding shows the token's first and last characters where the token's own forms can't match them.
     */
    public static Secret basic(String user, Secret password) {
        return Secret.of(user + ":" + password.reveal());
    }

    private void add(String secret) {
        if (bytes(secret) < SHORTEST_WHOLE || secret.isBlank()) {
            return;
        }
        whole("literal", secret);
        Escapes.of(secret).forEach(escape -> whole(escape.kind(), escape.text()));
        Encodings.whole(secret).forEach(encoding -> whole(encoding.kind(), encoding.text()));
        Encodings.parts(secret).forEach(encoding -> part(encoding.kind(), encoding.text()));
        lines(secret);
    }

    private void lines(String secret) {
        List<String> lines = secret.lines().toList();
        if (lines.size() < 2) {
            String only = secret.strip();
            part("without blanks around", only.equals(secret) ? "" : only);
            return;
        }
        whole("lines with CR LF", String.join("\r\n", lines));
        whole("lines with LF", String.join("\n", lines));
        whole("lines joined", String.join("", lines));
        for (String line : lines) {
            String text = line.strip();
            if (!(text.startsWith("-----") && text.endsWith("-----"))) {
                part("one line of it", text);
            }
        }
    }

    private void whole(String kind, String text) {
        if (bytes(text) >= SHORTEST_WHOLE) {
            whole.add(new SecretForm(kind, true, text));
        }
    }

    private void part(String kind, String text) {
        if (bytes(text) >= SHORTEST_PART) {
            parts.add(new SecretForm(kind, false, text));
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
