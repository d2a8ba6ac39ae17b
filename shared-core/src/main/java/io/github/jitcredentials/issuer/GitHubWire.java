package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;

/** Requests to one GitHub, each sent once; and what its answers mean that are no success. Thread safe. */
final class GitHubWire {
    private static final String VERSION = "2022-11-28";

    private final GitHubAddress address;
    private final Web web;

    GitHubWire(GitHubAddress address, Web web) {
        this.address = address;
        this.web = web;
    }

    GitHubAddress address() {
        return address;
    }

    /**
     * Sends what changes something.
     *
     * @param bearer in whose name
     * @throws JitException.Unavailable if it was never sent
     * @throws JitException.Uncertain if it was, and no answer came
     * @throws JitException.Refused if the answer was to ask elsewhere
     */
    GitHubAnswer tell(Request request, Secret bearer) {
        try {
            return GitHubAnswer.of(web.send(request.header("Accept", "application/vnd.github+json")
                    .header("X-GitHub-Api-Version", VERSION)
                    .secretHeader("Authorization", Secret.of("Bearer " + bearer.reveal()))));
        } catch (WebFailure e) {
            throw Refusals.of(e);
        }
    }

    /** Asks what changes nothing, so that a question that got lost is a question not asked. */
    GitHubAnswer ask(Request request, Secret bearer) {
        try {
            return tell(request, bearer);
        } catch (JitException.Uncertain e) {
            throw new JitException.Unavailable(e.problems().get(0), null, e);
        }
    }

    /**
     * What is to be told of an answer to something that was to be changed. 429, 403 with a limit's marks, 503 and 408 mean that
     * nothing was done; any other 5xx may come after the work.
     *
     * @param what was asked for, in words: {@code a token for acme/app}
     * @param advice what to do where it was refused; may be empty
     */
    JitException refusal(GitHubAnswer answer, String what, String advice) {
        int status = answer.status();
        if (answer.isLimited()) {
            return new JitException.Unavailable(
                    new Problem(address + " was asked too much lately (HTTP " + status + ")", "", answer.message()),
                    answer.pause(),
                    null);
        }
        if (status == 503 || status == 408) {
            return new JitException.Unavailable(
                    new Problem(address + " can't answer now (HTTP " + status + ")", "", answer.message()),
                    answer.http().retryAfter().orElse(null),
                    null);
        }
        if (status >= 500 || status < 400) {
            return new JitException.Uncertain(
                    new Problem(
                            status >= 500
                                    ? address + " failed when asked for " + what + " (HTTP " + status + ")"
                                    : address + " sent an answer that makes no sense when asked for " + what + " (HTTP "
                                            + status + ")",
                            "",
                            answer.message()),
                    null);
        }
        return new JitException.Refused(
                new Problem(
                        address + " refused " + what + " (HTTP " + status + ")",
                        "",
                        (advice + " " + answer.message()).strip()),
                null);
    }

    /** The same of an answer to a question. */
    JitException unanswered(GitHubAnswer answer, String what, String advice) {
        JitException refusal = refusal(answer, what, advice);
        return refusal instanceof JitException.Uncertain
                ? new JitException.Unavailable(refusal.problems().get(0), null, refusal)
                : refusal;
    }
}
