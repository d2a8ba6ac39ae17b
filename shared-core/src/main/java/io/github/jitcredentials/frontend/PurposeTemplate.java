package io.github.jitcredentials.frontend;

import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.policy.ClaimNames;
import java.util.function.UnaryOperator;

/** A profile's default purpose, in which {@code {claim}} stands for what the identity claims. */
final class PurposeTemplate {
    private static final String ABSENT = "unknown";

    private PurposeTemplate() {}

    /** @throws IllegalArgumentException with a sentence for the author, if the text can't become a purpose */
    static void check(String template) {
        new Purpose(expand(template, claim -> "x"));
    }

    /**
     * The purpose for one identity; an absent claim reads {@code unknown}. What is claimed is inserted as it is.
     *
     * @throws IllegalArgumentException if that is no purpose: too long, or not printable
     */
    static Purpose expand(String template, Identity identity) {
        return new Purpose(expand(
                template,
                claim -> identity.claim(claim).filter(value -> !value.isBlank()).orElse(ABSENT)));
    }

    private static String expand(String template, UnaryOperator<String> value) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
            int close = template.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("a { has no }: braces hold the name of a claim, as in {ref_name}");
            }
            String claim = template.substring(open + 1, close);
            if (!ClaimNames.isKnown(claim)) {
                throw new IllegalArgumentException("there is no claim \"" + claim + "\", only "
                        + String.join(", ", ClaimNames.NORMALISED) + " and claim.NAME");
            }
            out.append(template, at, open).append(value.apply(claim));
            at = close + 1;
        }
        return out.append(template, at, template.length()).toString();
    }
}
