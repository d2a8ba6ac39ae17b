package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Answer;
import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.net.URI;

/** Whether an authority is there: one question that needs no secret and changes nothing. */
final class Reach {
    private final Web web;

    Reach(Web web) {
        this.web = web;
    }

    /** Its metadata, or the endpoints that were configured in their place: then there is nothing that could be asked. */
    static String oauth2(Discovery discovery, OAuth2Settings settings) {
        Endpoints endpoints = discovery.endpoints();
        if (endpoints.token().isEmpty()) {
            throw new Refusals(settings).lacks("token", "endpoints.token");
        }
        if (settings.revocable() && endpoints.revocation().isEmpty()) {
            throw new Refusals(settings)
                    .lacks("revocation", "endpoints.revocation, or revoke: none to accept that it ends only by expiry");
        }
        return "tokens at " + endpoints.token().get()
                + endpoints.revocation().map(end -> ", revoked at " + end).orElse(", which end only by expiry");
    }

    /** OpenBao and Vault tell their health to anybody, in the status. */
    String vault(URI url) {
        int status = status(url.resolve("/v1/sys/health"));
        return switch (status) {
            case 200, 429, 472, 473 -> "the server is there (HTTP " + status + ")";
            case 501 -> throw unavailable(url, "is not initialised");
            case 503 -> throw unavailable(url, "is sealed");
            default -> throw unavailable(url, "answers as no OpenBao or Vault does (HTTP " + status + ")");
        };
    }

    /** Whatever it answers, it is there, but for a failure of its own. */
    String any(URI url) {
        int status = status(url);
        if (status >= 500) {
            throw unavailable(url, "failed (HTTP " + status + ")");
        }
        return "the server is there (HTTP " + status + ")";
    }

    private int status(URI url) {
        try {
            Answer answer = web.send(Request.get(url));
            return answer.status();
        } catch (WebFailure e) {
            throw Refusals.of(e);
        }
    }

    private static JitException unavailable(URI url, String what) {
        return new JitException.Unavailable(new Problem(url + " " + what, "", ""), null, null);
    }
}
