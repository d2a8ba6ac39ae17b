package io.github.jitcredentials.issuer;

/**
 * What a type of issuer says of itself beyond the {@link IssuerFacts} of each: the table in docs/issuers.md is made of both.
 * Each is one clause for people, in Markdown.
 *
 * @param identity who is believed, and how
 * @param narrowing how what is granted is held to what was asked
 * @param shortest the shortest life that the authority itself can give
 * @param leftBehind what is alive, and until when, if owner, guardian and sweep are all gone
 * @param lostAnswer what becomes of a grant whose answer got lost
 */
public record IssuerDeclaration(
        String identity, String narrowing, String shortest, String leftBehind, String lostAnswer) {
    public IssuerDeclaration {
        for (String clause : new String[] {identity, narrowing, shortest, leftBehind, lostAnswer}) {
            if (clause.isBlank() || clause.contains("|") || clause.contains("\n")) {
                throw new IllegalArgumentException("a declaration is made of clauses that a table can hold");
            }
        }
    }
}
