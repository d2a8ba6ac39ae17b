package io.github.jitcredentials.authority.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Arms, shows and clears faults for who runs in another process: POST, GET and DELETE. */
public final class FaultsRoute implements Route {
    private static final Set<String> KEYS =
            Set.of("path", "kind", "after", "times", "status", "retryAfterSeconds", "delayMillis", "location");

    private final Faults faults;

    public FaultsRoute(Faults faults) {
        this.faults = faults;
    }

    @Override
    public Reply answer(Request request) throws RefusedException, IOException {
        switch (request.method()) {
            case "POST" -> {
                faults.arm(parse(request.json()));
                return Reply.json(200, shown());
            }
            case "GET" -> {
                return Reply.json(200, shown());
            }
            case "DELETE" -> {
                faults.clear();
                return Reply.empty(204);
            }
            default -> throw RefusedException.methodNotAllowed("GET, POST, DELETE");
        }
    }

    private List<Map<String, Object>> shown() {
        return faults.armed().stream().map(FaultsRoute::shown).toList();
    }

    private static Map<String, Object> shown(Fault fault) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("path", fault.path());
        shown.put("kind", spelled(fault.kind()));
        shown.put("after", fault.afterWork());
        shown.put("times", fault.times());
        return shown;
    }

    static Fault parse(Map<String, Object> json) throws RefusedException {
        for (String key : json.keySet()) {
            if (!KEYS.contains(key)) {
                throw RefusedException.invalidRequest("unknown key " + key);
            }
        }
        try {
            Fault.Kind kind = kind(text(json, "kind"));
            Duration retryAfter = seconds(json.get("retryAfterSeconds"));
            Object delay = json.get("delayMillis");
            Object location = json.get("location");
            boolean answerSpoilt =
                    kind == Fault.Kind.TRUNCATE || kind == Fault.Kind.OVERSIZE || kind == Fault.Kind.WRONG_JSON;
            boolean after = json.get("after") instanceof Boolean said ? said : answerSpoilt;
            return new Fault(
                    text(json, "path"),
                    kind,
                    after,
                    number(json.get("times"), 1),
                    number(json.get("status"), kind == Fault.Kind.REDIRECT ? 307 : 0),
                    retryAfter,
                    delay == null ? null : Duration.ofMillis(number(delay, 0)),
                    location == null ? null : URI.create(location.toString()));
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalidRequest(String.valueOf(e.getMessage()));
        }
    }

    private static String text(Map<String, Object> json, String key) {
        if (json.get(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("key " + key + " is missing or no text");
    }

    private static int number(@Nullable Object value, int absent) {
        if (value == null) {
            return absent;
        }
        if (value instanceof Number number && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        throw new IllegalArgumentException("not a whole number: " + value);
    }

    private static @Nullable Duration seconds(@Nullable Object value) {
        return value == null ? null : Duration.ofSeconds(number(value, 0));
    }

    private static Fault.Kind kind(String spelled) {
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (spelled(kind).equals(spelled)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown kind " + spelled);
    }

    private static String spelled(Fault.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
