package io.github.jitcredentials.authority.repository;

import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.http.Reply;
import io.github.jitcredentials.authority.http.Request;
import io.github.jitcredentials.authority.http.Route;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Arms, shows and clears upload faults for who runs in another process: POST, GET and DELETE. */
final class UploadFaultsRoute implements Route {
    private static final Set<String> KEYS = Set.of("kind", "path", "nth", "times", "status", "location");

    private final UploadFaults faults;

    UploadFaultsRoute(UploadFaults faults) {
        this.faults = faults;
    }

    @Override
    public Reply answer(Request request) throws RefusedException, IOException {
        switch (request.method()) {
            case "POST" -> {
                faults.arm(parse(request.json()));
                return shown();
            }
            case "GET" -> {
                return shown();
            }
            case "DELETE" -> {
                faults.clear();
                return Reply.empty(204);
            }
            default -> throw RefusedException.methodNotAllowed("GET, POST, DELETE");
        }
    }

    private Reply shown() {
        List<Map<String, Object>> armed =
                faults.armed().stream().map(UploadFaultsRoute::shown).toList();
        return Reply.json(200, Map.of("armed", armed, "held", faults.held()));
    }

    private static Map<String, Object> shown(UploadFault fault) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("kind", fault.kind().name().toLowerCase(Locale.ROOT));
        shown.put("path", fault.path().pattern());
        shown.put("nth", fault.nth());
        shown.put("times", fault.times());
        return shown;
    }

    private static UploadFault parse(Map<String, Object> json) throws RefusedException {
        for (String key : json.keySet()) {
            if (!KEYS.contains(key)) {
                throw RefusedException.invalidRequest("unknown key " + key);
            }
        }
        try {
            UploadFault.Kind kind =
                    UploadFault.Kind.valueOf(String.valueOf(json.get("kind")).toUpperCase(Locale.ROOT));
            Object path = json.get("path");
            Object location = json.get("location");
            return new UploadFault(
                    kind,
                    Pattern.compile(path == null ? ".*" : path.toString()),
                    number(json.get("nth"), 1),
                    number(json.get("times"), 1),
                    number(json.get("status"), kind == UploadFault.Kind.REDIRECT ? 307 : 0),
                    location == null ? null : URI.create(location.toString()));
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalidRequest(String.valueOf(e.getMessage()));
        }
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
}
