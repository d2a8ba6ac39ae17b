package io.github.jitcredentials.jenkins.identity;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.github.jitcredentials.frontend.ServerDesk.Voucher;
import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.identity.IdentitySpec;
import java.io.File;
import java.security.SecureRandom;
import java.time.Clock;
import jenkins.model.Jenkins;

/** This controller as the one that vouches for its builds. */
@Extension
public final class BuildIssuer {
    private final SigningKeys keys;
    private final TokenSigner signer;

    public BuildIssuer() {
        Clock clock = Clock.systemUTC();
        keys = new SigningKeys(new File(Jenkins.get().getRootDir(), "jit-credentials/oidc-keys.xml"), clock);
        signer = new TokenSigner(keys, clock, new SecureRandom());
    }

    public static BuildIssuer get() {
        return ExtensionList.lookupSingleton(BuildIssuer.class);
    }

    public SigningKeys keys() {
        return keys;
    }

    /**
     * A build that asks.
     *
     * @param step as Pipeline numbers it; empty elsewhere
     */
    public Voucher voucher(Run<?, ?> run, String step) {
        return BuildIdentity.voucher(run, step, signer);
    }

    /** A build that asked, as its lease's journal has it. */
    public IdentitySource source(IdentitySpec spec) {
        return BuildIdentity.of(spec, signer);
    }
}
