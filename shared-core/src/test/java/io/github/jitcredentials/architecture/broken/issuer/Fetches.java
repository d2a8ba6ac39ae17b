package io.github.jitcredentials.architecture.broken.issuer;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URL;
import java.text.ParseException;

final class Fetches {
    private Fetches() {}

    static JWKSet keys(URL url) throws IOException, ParseException {
        return JWKSet.load(url);
    }
}
