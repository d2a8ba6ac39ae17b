package io.github.jitcredentials.issuer;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a protocol message into a request that knows which of its parts are secret. */
final class Wire {
    /** Form fields that open something (RFC 6749, 7009, 7521, 7662, 8693). */
    private static final Set<String> SECRET_FIELDS = Set.of(
            "token", "subject_token", "actor_token", "assertion", "client_assertion", "client_secret", "refresh_token");

    private Wire() {}

    static Request request(HTTPRequest message) {
        Request request = Request.form(message.getURI());
        if (message.getAuthorization() != null) {
            request = request.secretHeader("Authorization", Secret.of(message.getAuthorization()));
        }
        for (Map.Entry<String, List<String>> field : form(message).entrySet()) {
            for (String value : field.getValue()) {
                request = SECRET_FIELDS.contains(field.getKey())
                        ? request.secretField(field.getKey(), Secret.of(value))
                        : request.field(field.getKey(), value);
            }
        }
        return request;
    }

    @SuppressWarnings("unchecked") // The library's signature is raw; its Javadoc says what is in it.
    private static Map<String, List<String>> form(HTTPRequest message) {
        try {
            return message.getBodyAsFormParameters();
        } catch (ParseException e) {
            throw new IllegalStateException("not a form", e);
        }
    }
}
