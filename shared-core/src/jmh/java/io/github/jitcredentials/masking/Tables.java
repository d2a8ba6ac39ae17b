package io.github.jitcredentials.masking;

import io.github.jitcredentials.model.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** Prints how large the table is that all streams share, and how long it takes to make it, by number and length of secrets. */
public final class Tables {
    private static final int WARM_UP = 20;

    private Tables() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        System.out.println("| secrets | characters | forms | table, KiB | made in, ms |");
        System.out.println("|---:|---:|---:|---:|---:|");
        for (int length : new int[] {16, 40, 520}) {
            for (int count : new int[] {1, 10, 100}) {
                print(BenchmarkSecrets.of(count, length), length);
            }
        }
    }

    private static void print(List<Secret> secrets, int length) {
        long best = Long.MAX_VALUE;
        long bytes = 0;
        for (int i = 0; i < WARM_UP; i++) {
            Masker masker = new Masker(InstantSource.system());
            secrets.forEach(secret -> masker.add("benchmark", secret));
            long start = System.nanoTime();
            bytes = masker.tableBytes();
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %d | %d | %.1f |%n",
                secrets.size(),
                length,
                SecretForms.of(secrets).size(),
                bytes >> 10,
                Duration.ofNanos(best).toNanos() / 1e6);
    }
}
