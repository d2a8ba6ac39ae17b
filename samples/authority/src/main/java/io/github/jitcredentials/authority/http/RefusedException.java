package io.github.jitcredentials.authority.http;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is answered with an error in the shape of RFC 6749 section 5.2. Carries no secret. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 200;

    private final transient Reply reply;

    private RefusedException(Reply reply, String message) {
        super(message, null, false, false);
        this.reply = reply;
    }

    /**
     * An error in words of its own.
     *
     * @param error the code of RFC 6749 section 5.2, RFC 8693 or RFC 7009
     */
    public static RefusedException of(int status, String error, String description) {
        String printable = printable(description);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", printable);
        return new RefusedException(Reply.json(status, body).with("Cache-Control", "no-store"), printable);
    }

    public static RefusedException invalidRequest(String description) {
        return of(400, OAuth2Error.INVALID_REQUEST_CODE, description);
    }

    /** The assertion or token given as the client's proof is not good. */
    public static RefusedException invalidClient(int status, String description) {
        return of(status, OAuth2Error.INVALID_CLIENT_CODE, description);
    }

    /** RFC 6750 section 3: a bearer token is needed and none, or another, was given. */
    public static RefusedException needsBearer(String description) {
        RefusedException refused = of(401, "invalid_token", description);
        return new RefusedException(refused.reply.with("WWW-Authenticate", "Bearer"), description);
    }

    public static RefusedException methodNotAllowed(String allowed) {
        RefusedException refused = of(405, OAuth2Error.INVALID_REQUEST_CODE, "only " + allowed);
        return new RefusedException(refused.reply.with("Allow", allowed), "only " + allowed);
    }

    public Reply reply() {
        return reply;
    }

    /** RFC 6749 allows %x20-21, %x23-5B and %x5D-7E; descriptions quote claims, which may hold anything. */
    private static String printable(String description) {
        String cut = description.length() > LONGEST ? description.substring(0, LONGEST) + "..." : description;
        return cut.replace('"', '\'').replaceAll("[^\\x20-\\x7E]|\\\\", "?");
    }
}
