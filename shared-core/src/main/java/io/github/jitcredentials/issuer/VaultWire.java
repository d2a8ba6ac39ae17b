package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one OpenBao or Vault. Asks again where the server says that it did nothing and soon may: 412 (a node that has
 * not caught up) and 503 (sealed, or no leader). Whatever else is wrong is its caller's. Thread safe.
 */
final class VaultWire {
    private static final int TRIES = 4;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final String WRAPPED_FOR = "60s";

    private final VaultSettings settings;
    private final Web web;
    private final Pauses pauses;

    VaultWire(VaultSettings settings, Web web, Pauses pauses) {
        this.settings = settings;
        this.web = web;
        this.pauses = pauses;
    }

    static ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Sends a body without anything secret in it.
     *
     * @param token in whose name; null for nobody's
     * @throws JitException.Unavailable if it was never sent
     * @throws JitException.Uncertain if it was, and no answer came
     * @throws JitException.Refused if the answer was to ask elsewhere
     */
    VaultAnswer post(String path, @Nullable Secret token, ObjectNode body, String requestId) {
        Request request = Request.json("POST", settings.at(path), Secret.of(body.toString()));
        return send(named(request, token, requestId));
    }

    /** The same with one secret more in the body. */
    VaultAnswer post(String path, ObjectNode body, String field, Secret value, String requestId) {
        body.put(field, value.reveal());
        Request request = Request.json("POST", settings.at(path), Secret.of(body.toString()));
        return send(named(request.hiding(value), null, requestId));
    }

    /** Asks for what the API only lets be read. */
    VaultAnswer get(String path, Secret token) {
        return send(named(Request.get(settings.at(path)), token, ""));
    }

    /** Reads a secret, in a wrapping token if the settings want that, which is opened at once. */
    VaultAnswer read(String path, Secret token, String requestId) {
        Request request = named(Request.get(settings.at(path)), token, requestId);
        if (!settings.wrapped()) {
            return send(request);
        }
        VaultAnswer answer = send(request.header("X-Vault-Wrap-TTL", WRAPPED_FOR));
        Optional<Secret> wrapping = VaultAnswer.token(answer.part("wrap_info").path("token"));
        return answer.status() == 200 && wrapping.isPresent() ? unwrap(wrapping.get(), requestId) : answer;
    }

    /** Takes out what is in a wrapping token, which is then used up. */
    VaultAnswer unwrap(Secret wrapping, String requestId) {
        // The token goes into the header alone: in both places it would be used up before it is looked at.
        return post("sys/wrapping/unwrap", wrapping, body(), requestId);
    }

    private Request named(Request request, @Nullable Secret token, String requestId) {
        Request named = request.header("X-Vault-Request", "true");
        if (!settings.namespace().isEmpty()) {
            named = named.header("X-Vault-Namespace", settings.namespace());
        }
        if (!requestId.isEmpty()) {
            named = named.header("X-Request-Id", requestId);
        }
        return token == null ? named : named.secretHeader("X-Vault-Token", token);
    }

    private VaultAnswer send(Request request) {
        Duration wait = FIRST_WAIT;
        for (int tried = 1; ; tried++) {
            VaultAnswer answer = sendOnce(request);
            boolean again = answer.status() == 412 || answer.status() == 503;
            Duration wanted = answer.http().retryAfter().orElse(wait);
            if (!again || tried == TRIES || wanted.compareTo(LONGEST_WAIT) > 0) {
                return answer;
            }
            pauses.pause(wanted);
            wait = wait.multipliedBy(2);
        }
    }

    private VaultAnswer sendOnce(Request request) {
        try {
            return new VaultAnswer(web.send(request));
        } catch (WebFailure e) {
            throw Refusals.of(e);
        }
    }
}
