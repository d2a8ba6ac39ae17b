package io.github.jitcredentials.identity;

import io.github.jitcredentials.model.Identity;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a GitHub subject says of its repository, in both forms there are: {@code repo:OWNER/REPO:…}, and since July 2026
 * {@code repo:OWNER@ID/REPO@ID:…}, whose numbers are never given to anybody else. An organisation may choose other subjects;
 * they say nothing here.
 */
final class GitHubSubject {
    private static final Pattern FORM =
            Pattern.compile("repo:([^:/@]+)(?:@([0-9]+))?/([^:/@]+)(?:@([0-9]+))?(?::.*)?", Pattern.DOTALL);

    private GitHubSubject() {}

    /**
     * Where the subject and the other claims name different repositories, which GitHub never writes: a token that would open
     * one door under one name and another under the other is taken for neither.
     */
    static Optional<String> contradiction(Identity identity) {
        Matcher subject = FORM.matcher(identity.subject());
        if (!subject.matches()) {
            return Optional.empty();
        }
        String repository = subject.group(1) + "/" + subject.group(3);
        return differs(identity, "repository", repository)
                .or(() -> differs(identity, "repository_owner_id", subject.group(2)))
                .or(() -> differs(identity, "repository_id", subject.group(4)));
    }

    private static Optional<String> differs(Identity identity, String claim, @Nullable String said) {
        return identity.claim(Claims.RAW + claim)
                .filter(claimed -> said != null && !claimed.equals(said))
                .map(claimed -> "the token contradicts itself: its subject is " + Words.quote(identity.subject())
                        + ", its " + claim + " " + Words.quote(claimed));
    }
}
