package io.github.jitcredentials.identity;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.jitcredentials.http.Answer;
import io.github.jitcredentials.http.Origin;
import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of one issuer, from the one pinned place (RFC 7517). Kept for ten minutes; asked for again when a token
 * names a key not among them, but not more often than every five seconds, so that forged tokens can't make us hammer the
 * issuer. When it can't be asked the last good keys serve for up to an hour. Thread safe.
 */
final class TrustedKeys {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration FLOOR = Duration.ofSeconds(5);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final int LARGEST_FILE = 1 << 20;

    private final Pins pins;
    private final Web web;
    private final Clock clock;
    private @Nullable JWKSet keys;
    private Instant fetched = Instant.MIN;
    private Instant tried = Instant.MIN;

    TrustedKeys(Pins pins, Web web, Clock clock) {
        this.pins = pins;
        this.web = web;
        this.clock = clock;
    }

    /**
     * The keys that may have signed a token with this header; empty if there is none.
     *
     * @throws JitException.NoIdentity if there are no keys to look at
     */
    synchronized List<JWK> matching(JWSHeader header) {
        JWKSet set = keys;
        if (set == null || isPast(fetched, USABLE) || isPast(fetched, FRESH) && isPast(tried, FLOOR)) {
            set = refresh();
        }
        List<JWK> found = select(set, header);
        if (found.isEmpty() && isPast(tried, FLOOR)) {
            found = select(refresh(), header);
        }
        return found;
    }

    private static List<JWK> select(JWKSet set, JWSHeader header) {
        return new JWKSelector(JWKMatcher.forJWSHeader(header))
                .select(set).stream()
                        .filter(key -> !KeyType.OCT.equals(key.getKeyType()))
                        .toList();
    }

    private JWKSet refresh() {
        Instant now = clock.instant();
        tried = now;
        try {
            JWKSet fresh = JWKSet.parse(text()).toPublicJWKSet();
            keys = fresh;
            fetched = now;
            return fresh;
        } catch (ParseException e) {
            return lastGood(location() + " holds no key set");
        } catch (IOException e) {
            return lastGood(String.valueOf(e.getMessage()));
        }
    }

    private JWKSet lastGood(String why) {
        JWKSet last = keys;
        if (last == null || isPast(fetched, USABLE)) {
            throw Words.noIdentity(pins.source(), "the issuer's keys can't be had: " + why, "");
        }
        return last;
    }

    /** @throws IOException with a sentence */
    private String text() throws IOException {
        if (Pins.isUrl(pins.jwks())) {
            return get(URI.create(pins.jwks()));
        }
        if (pins.jwks().isBlank()) {
            return get(discover());
        }
        Path file = Path.of(pins.jwks().startsWith("file:") ? pins.jwks().substring(5) : pins.jwks());
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LARGEST_FILE), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IOException(file + " can't be read", e);
        }
    }

    /** OpenID Connect Discovery 1.0 section 4, believed only as far as the issuer's own host. */
    private URI discover() throws IOException {
        String base = pins.issuer().endsWith("/")
                ? pins.issuer().substring(0, pins.issuer().length() - 1)
                : pins.issuer();
        URI place = URI.create(base + "/.well-known/openid-configuration");
        Map<String, Object> document;
        URI found;
        try {
            document = JSONObjectUtils.parse(get(place));
            found = URI.create(String.valueOf(document.get("jwks_uri")));
            if (!Origin.of(found).equals(Origin.of(URI.create(pins.issuer())))) {
                throw Words.noIdentity(
                        pins.source(),
                        "the issuer's discovery document points to another host for its keys",
                        "If " + Words.quote(Origin.of(found).toString()) + " is right, set jwks to that URL.");
            }
        } catch (ParseException | IllegalArgumentException e) {
            throw Words.noIdentity(
                    pins.source(), place + " is no discovery document", "Set jwks to where the issuer's keys are.");
        }
        if (!pins.issuer().equals(document.get("issuer"))) {
            throw Words.noIdentity(pins.source(), place + " is not about the issuer " + pins.issuer(), "Check issuer.");
        }
        return found;
    }

    private String get(URI uri) throws IOException {
        try {
            Answer answer = web.send(Request.get(uri));
            if (answer.status() != 200) {
                throw new IOException(uri + " answered HTTP " + answer.status());
            }
            return answer.body();
        } catch (WebFailure e) {
            throw new IOException(e.problem().where() + " " + e.problem().what(), e);
        }
    }

    private String location() {
        return pins.jwks().isBlank() ? "the key set of " + pins.issuer() : pins.jwks();
    }

    /** Also true if the clock was set back: what can't be dated is not fresh. */
    private boolean isPast(Instant then, Duration age) {
        Instant now = clock.instant();
        return then.equals(Instant.MIN) || now.isBefore(then) || !now.isBefore(then.plus(age));
    }
}
