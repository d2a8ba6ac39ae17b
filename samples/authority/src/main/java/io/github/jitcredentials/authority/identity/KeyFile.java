package io.github.jitcredentials.authority.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/** Public keys in a file; read again whenever the cache in front of it asks. */
final class KeyFile implements JWKSetSource<SecurityContext> {
    private final Path file;

    KeyFile(Path file) {
        this.file = file;
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long currentTime, @Nullable SecurityContext context)
            throws JWKSetUnavailableException {
        try {
            return JWKSet.load(file.toFile());
        } catch (IOException | ParseException e) {
            throw new JWKSetUnavailableException("can't read " + file, e);
        }
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
