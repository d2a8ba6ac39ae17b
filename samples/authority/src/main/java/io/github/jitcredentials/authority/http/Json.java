package io.github.jitcredentials.authority.http;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.List;
import java.util.Map;

/** JSON in and out, as the library we have for tokens reads and writes it. Thread safe. */
public final class Json {
    private Json() {}

    /**
     * Reads an object.
     *
     * @throws RefusedException 400 {@code invalid_request} if the text is none
     */
    public static Map<String, Object> object(String text) throws RefusedException {
        try {
            return JSONObjectUtils.parse(text);
        } catch (ParseException e) {
            // The parser's own words may quote the text, and that may hold a secret: neither cause nor message goes on.
            throw RefusedException.invalidRequest("the body is not a JSON object");
        }
    }

    public static String text(Map<String, ?> object) {
        return JSONObjectUtils.toJSONString(object);
    }

    public static String text(List<?> array) {
        return JSONArrayUtils.toJSONString(array);
    }
}
