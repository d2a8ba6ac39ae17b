package io.github.jitcredentials.authority.identity;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;

/** Where an issuer's public keys come from: cached, and asked for again when a token names an unknown key. */
final class IssuerKeys {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int SIZE_CAP = 64 * 1024;
    private static final Duration CACHED = Duration.ofMinutes(5);
    /** Tokens with invented key ids must not make us hammer the issuer. */
    private static final Duration REFETCH_AT_MOST_EVERY = Duration.ofSeconds(3);

    private IssuerKeys() {}

    static JWKSource<SecurityContext> of(URI jwks) {
        JWKSourceBuilder<SecurityContext> builder = jwks.getScheme().equals("file")
                ? JWKSourceBuilder.create(new KeyFile(Path.of(jwks)))
                : JWKSourceBuilder.create(url(jwks), new OneHost());
        return builder.cache(CACHED.toMillis(), Duration.ofSeconds(15).toMillis())
                .refreshAheadCache(false)
                .rateLimited(REFETCH_AT_MOST_EVERY.toMillis())
                .build();
    }

    private static URL url(URI jwks) {
        try {
            return jwks.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("jwks is no URL: " + jwks, e);
        }
    }

    /** Fetches from the pinned place only: a redirect is an error and not followed. */
    private static final class OneHost extends DefaultResourceRetriever {
        OneHost() {
            super(TIMEOUT_MILLIS, TIMEOUT_MILLIS, SIZE_CAP);
        }

        @Override
        protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
            HttpURLConnection connection = super.openHTTPConnection(url);
            connection.setInstanceFollowRedirects(false);
            return connection;
        }
    }
}
