package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of OpenBao or Vault that is no success means, and what to do about it. 412, 429 and 503 mean that nothing was
 * done. 403 is a policy's no, and also what a dead token hears; another 4xx is about the request. Any other 5xx may come after
 * the work, or after half of it.
 */
final class VaultRefusals {
    private final VaultSettings settings;

    VaultRefusals(VaultSettings settings) {
        this.settings = settings;
    }

    /**
     * @param what was asked for, in words: {@code to read database/creds/migrator}
     * @param advice what to do where it was refused; may be empty
     */
    JitException of(VaultAnswer answer, String what, String advice) {
        int status = answer.status();
        String said = answer.errors().isEmpty() ? "" : "It says: " + answer.errors();
        if (status == 412 || status == 429 || status == 503 || status == 408) {
            return new JitException.Unavailable(
                    new Problem(settings.url() + " can't answer now (HTTP " + status + ")", "", said),
                    answer.http().retryAfter().orElse(null),
                    null);
        }
        if (status >= 500) {
            return new JitException.Uncertain(
                    new Problem(settings.url() + " failed when asked " + what + " (HTTP " + status + ")", "", said),
                    null);
        }
        if (status < 400) {
            return new JitException.Uncertain(
                    new Problem(
                            settings.url() + " sent an answer that makes no sense when asked " + what + " (HTTP "
                                    + status + ")",
                            "",
                            said),
                    null);
        }
        return new JitException.Refused(
                new Problem(
                        settings.url() + " refused " + what + " (HTTP " + status + ")",
                        "",
                        (advice + " " + said).strip()),
                null);
    }

    /**
     * What is read is no lease.
     *
     * @param stored whether there is something, which somebody stored
     */
    JitException.Refused ofNoLease(String path, boolean stored) {
        return new JitException.Refused(
                new Problem(
                        "what " + settings.url() + " has at " + path + " is not a lease, and can't be revoked",
                        "",
                        stored
                                ? "A stored value outlives whoever reads it: use an engine that makes a secret for each"
                                        + " reader. If it must be this one, say secrets: stored at an issuer of its own,"
                                        + " and irrevocable: stored in the rule that permits it."
                                : ""),
                null);
    }

    /** The same for a login. */
    JitException ofLogin(VaultAnswer answer, @Nullable Identity identity) {
        VaultLogin login = settings.login();
        String where = "auth/" + login.path();
        String advice;
        if (answer.status() == 403 && identity != null) {
            advice = "Is a JWT auth method enabled at " + where + ", in this namespace?";
        } else if (identity != null) {
            advice = "Compare role " + Text.quote(login.role()) + " with the identity: issuer "
                    + Text.quote(identity.issuer()) + ", subject " + Text.quote(identity.subject()) + ", audience "
                    + Text.quote(settings.audience()) + ".";
        } else {
            advice = "Compare role " + Text.quote(login.role()) + " at " + where + " with what it was shown.";
        }
        return of(answer, "a login at " + where, advice);
    }
}
