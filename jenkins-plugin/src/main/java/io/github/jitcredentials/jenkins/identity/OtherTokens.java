package io.github.jitcredentials.jenkins.identity;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.github.jitcredentials.model.Secret;
import java.util.Optional;

/** Somebody else on this controller who makes builds' tokens, in place of its own issuer. What a build claims to policy stays the same. */
public abstract class OtherTokens implements ExtensionPoint {
    /** Whether the administrator wants it so. */
    public abstract boolean isWanted();

    /**
     * A signed token (RFC 7519) for one audience.
     *
     * @throws io.github.jitcredentials.model.JitException.NoIdentity if there is none: nothing else is used then
     */
    public abstract Secret token(Run<?, ?> run, String audience);

    static Optional<OtherTokens> wanted() {
        return ExtensionList.lookup(OtherTokens.class).stream()
                .filter(OtherTokens::isWanted)
                .findFirst();
    }
}
