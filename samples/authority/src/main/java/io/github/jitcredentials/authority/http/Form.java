package io.github.jitcredentials.authority.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decoded parameters. RFC 6749 section 3.2: none may come twice, and an empty one counts as absent. */
public final class Form {
    private final Map<String, List<String>> values;

    Form(Map<String, List<String>> values) {
        this.values = Map.copyOf(values);
    }

    public Optional<String> get(String name) throws RefusedException {
        List<String> found = all(name);
        if (found.size() > 1) {
            throw RefusedException.invalidRequest("parameter " + name + " was sent more than once");
        }
        return found.stream().findFirst();
    }

    /**
     * A parameter that has to be there.
     *
     * @throws RefusedException 400 {@code invalid_request} if it is absent or empty
     */
    public String need(String name) throws RefusedException {
        return get(name).orElseThrow(() -> RefusedException.invalidRequest("parameter " + name + " is missing"));
    }

    /** For the few parameters that may be repeated: RFC 8693's {@code audience} and {@code resource}. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** The names alone: values may be tokens. */
    @Override
    public String toString() {
        return "Form " + values.keySet();
    }
}
