package io.github.jitcredentials.masking;

import io.github.jitcredentials.model.Secret;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Tokens of letters and digits, the same in every run. They protect nothing. */
final class BenchmarkSecrets {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private BenchmarkSecrets() {}

    static List<Secret> of(int count, int length) {
        Random random = new Random(count * 1000L + length);
        return IntStream.range(0, count).mapToObj(i -> token(length, random)).toList();
    }

    private static Secret token(int length, Random random) {
        StringBuilder token = new StringBuilder(length);
        while (token.length() < length) {
            token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return Secret.of(token.toString());
    }
}
