package io.github.jitcredentials.identity;

import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The configured identities in their order. The first one present speaks for the task; when it fails the next one is not
 * tried, or whoever can break the first could choose the second. Immutable.
 */
public final class Identities {
    private final List<IdentitySource> sources;

    public Identities(List<IdentitySource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * The one that speaks for this task.
     *
     * @throws JitException.NoIdentity if none is present: one problem for each, its place being the source's name
     */
    public IdentitySource present() {
        List<Problem> reasons = new ArrayList<>();
        for (IdentitySource source : sources) {
            var absent = source.absent();
            if (absent.isEmpty()) {
                return source;
            }
            reasons.add(
                    new Problem(absent.get().what(), source.name(), absent.get().todo()));
        }
        if (reasons.isEmpty()) {
            reasons.add(new Problem("no identity is configured", "", "Say under identity: who vouches for a task."));
        }
        throw new JitException.NoIdentity(reasons);
    }

    /** One source as the door that issuers get their tokens through. */
    public static IdentityTokens tokens(IdentitySource source) {
        return new IdentityTokens() {
            @Override
            public IdentityToken fresh(String audience) {
                return source.token(audience);
            }

            @Override
            public Renewability renewability() {
                return source.renewability();
            }
        };
    }
}
