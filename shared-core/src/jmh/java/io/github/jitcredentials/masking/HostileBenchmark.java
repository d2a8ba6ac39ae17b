package io.github.jitcredentials.masking;

import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Texts and secrets chosen to be slow. One operation is one MiB, so a score is in MiB/s. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HostileBenchmark {
    private static final int WRITE = 1 << 16;

    /** What it is about. */
    public enum Story {
        /** A match ends at every byte. */
        MATCH_EVERYWHERE("a"),
        /** Each byte but the last of thousands could be the beginning. */
        ALMOST("a".repeat(4095) + "b"),
        /** Two hundred secrets with one odd character each, and the odd one is always somewhere else. */
        ODD_ONE_OUT("a".repeat(299) + "b"),
        /** Beginnings that a hundred secrets share. */
        COMMON_BEGINNINGS(HEADER),
        /** Nothing but secrets. */
        ONLY_SECRETS("");

        private final String unit;

        Story(String unit) {
            this.unit = unit;
        }
    }

    private static final String HEADER =
            "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImFiY2RlZiJ9.eyJpc3MiOiJodHRwczovL";

    /** Which one. */
    @Param
    Story story;

    private byte[] text = {};
    private OutputStream masking = OutputStream.nullOutputStream();

    @Setup
    public void prepare() {
        Masker masker = new Masker(InstantSource.system());
        StringBuilder unit = new StringBuilder(story.unit);
        switch (story) {
            case MATCH_EVERYWHERE, ALMOST -> masker.add("benchmark", Secret.of("a".repeat(4096)));
            case ODD_ONE_OUT -> {
                for (int i = 0; i < 200; i++) {
                    masker.add("benchmark", Secret.of("a".repeat(i) + "b" + "a".repeat(300 - i)));
                }
            }
            case COMMON_BEGINNINGS, ONLY_SECRETS -> {
                for (Secret secret : BenchmarkSecrets.of(100, 520)) {
                    masker.add("benchmark", Secret.of(HEADER + secret.reveal()));
                    if (story == Story.ONLY_SECRETS) {
                        unit.append(HEADER).append(secret.reveal()).append('\n');
                    }
                }
            }
        }
        text = unit.toString()
                .repeat((1 << 20) / unit.length() + 1)
                .substring(0, 1 << 20)
                .getBytes(StandardCharsets.US_ASCII);
        masking = masker.wrap(OutputStream.nullOutputStream());
    }

    /** Writes of 64 KiB. */
    @Benchmark
    public OutputStream masker() throws IOException {
        for (int at = 0; at < text.length; at += WRITE) {
            masking.write(text, at, WRITE);
        }
        return masking;
    }
}
