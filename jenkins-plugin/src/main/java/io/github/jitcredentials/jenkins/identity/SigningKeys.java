package io.github.jitcredentials.jenkins.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import hudson.XmlFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.security.RSAConfidentialKey;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign builds' tokens, in Jenkins' store of confidential keys. One signs; the one before is still published, for
 * tokens that are about; the next one is published before it signs, for those who look seldom. Thread safe.
 */
public final class SigningKeys {
    /** How long one key signs. */
    static final Duration TURN = Duration.ofDays(30);

    private static final String ID = SigningKeys.class.getName() + ".";

    private final XmlFile file;
    private final Clock clock;
    private final Map<Integer, RSAKey> pairs = new ConcurrentHashMap<>();
    private @Nullable Turn turn;

    /** @param file remembers whose turn it is; holds no key */
    public SigningKeys(File file, Clock clock) {
        this.file = new XmlFile(file);
        this.clock = clock;
    }

    /** The key that signs now, with its private part. */
    RSAKey signer() {
        int current = turn().number;
        // Made before somebody waits for it to look up the first.
        pair(current + 1);
        return pair(current);
    }

    /** What everybody may know. */
    public JWKSet published() {
        int current = turn().number;
        List<Integer> numbers = new ArrayList<>(List.of(current, current + 1));
        if (current > 1) {
            numbers.add(current - 1);
        }
        return new JWKSet(
                numbers.stream().<JWK>map(number -> pair(number).toPublicJWK()).toList());
    }

    private RSAKey pair(int number) {
        return pairs.computeIfAbsent(number, made -> new Key(made).pair());
    }

    /** Has the next key sign from now on, for when this one may be known to others. */
    public synchronized void rotate() {
        save(new Turn(turn().number + 1, clock.millis()));
    }

    private synchronized Turn turn() {
        Turn known = turn == null ? read() : turn;
        Instant now = clock.instant();
        if (known == null) {
            known = save(new Turn(1, now.toEpochMilli()));
        } else if (Instant.ofEpochMilli(known.since).plus(TURN).isBefore(now)) {
            known = save(new Turn(known.number + 1, now.toEpochMilli()));
        }
        turn = known;
        return known;
    }

    private @Nullable Turn read() {
        try {
            return file.exists() && file.read() instanceof Turn turn ? turn : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Turn save(Turn next) {
        try {
            file.write(next);
            turn = next;
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whose turn it is, since when in epoch milliseconds. */
    private static final class Turn {
        private final int number;
        private final long since;

        Turn(int number, long since) {
            this.number = number;
            this.since = since;
        }
    }

    /** One key, made when it is first wanted. */
    private static final class Key extends RSAConfidentialKey {
        Key(int number) {
            super(ID + number);
        }

        RSAKey pair() {
            RSAPrivateKey secret = getPrivateKey();
            try {
                return new RSAKey.Builder(getPublicKey())
                        .privateKey(secret)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(JWSAlgorithm.RS256)
                        .keyIDFromThumbprint()
                        .build();
            } catch (JOSEException e) {
                throw new IllegalStateException("this JVM has no SHA-256", e);
            }
        }
    }
}
