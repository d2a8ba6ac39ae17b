package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.jitcredentials.http.Answer;
import io.github.jitcredentials.model.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an OpenBao or Vault answered. Prints as its status: the rest may be secret.
 *
 * @see <a href="https://openbao.org/api-docs/">HTTP API</a>
 */
final class VaultAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ERRORS = 3;

    private final Answer answer;
    private final JsonNode body;

    VaultAnswer(Answer answer) {
        this.answer = answer;
        this.body = parsed(answer);
    }

    int status() {
        return answer.status();
    }

    boolean isSuccess() {
        return status() == 200 || status() == 204;
    }

    /** One of the answer's parts: {@code auth}, {@code data}; a missing node if it is not there. */
    JsonNode part(String name) {
        return body.path(name);
    }

    Answer http() {
        return answer;
    }

    /** The server's own words, without what we sent it; empty if there are none. */
    String errors() {
        List<String> all = new ArrayList<>();
        for (JsonNode error : body.path("errors")) {
            if (error.isTextual() && all.size() < MOST_ERRORS) {
                all.add(answer.excerpt(error.textValue().strip()));
            }
        }
        return String.join("; ", all);
    }

    boolean says(String error) {
        return errors().contains(error);
    }

    /** A text that is there and not blank. */
    static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.textValue().isBlank() ? Optional.of(node.textValue()) : Optional.empty();
    }

    /** A token that a header can carry. */
    static Optional<Secret> token(JsonNode node) {
        return text(node).filter(text -> text.matches("[!-~]+")).map(Secret::of);
    }

    @Override
    public String toString() {
        return answer.toString();
    }

    private static JsonNode parsed(Answer answer) {
        try {
            JsonNode read = JSON.readTree(answer.body());
            return read == null ? MissingNode.getInstance() : read;
        } catch (JsonProcessingException e) {
            // Its message quotes the body. Whoever needs a part finds it missing.
            return MissingNode.getInstance();
        }
    }
}
