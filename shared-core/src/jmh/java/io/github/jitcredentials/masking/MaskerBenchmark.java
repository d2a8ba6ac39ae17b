package io.github.jitcredentials.masking;

import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/**
 * Masking a build log: the masker, and for comparison what is usual. One operation is one MiB, so a score is in MiB/s. A
 * secret stands in one line of a thousand.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MaskerBenchmark {
    private static final int MEBIBYTE = 1 << 20;
    private static final int WRITE = 1 << 16;

    /** How many secrets are live. */
    @Param({"1", "10", "100"})
    int secrets;

    /** How many characters each has. */
    @Param({"16", "40"})
    int length;

    /** A build log. */
    @Param("target/benchmarks/build.log")
    String log;

    private byte[] text = {};
    // Where each line ends.
    private int[] ends = {};
    private Masker masker = new Masker(InstantSource.system());
    private OutputStream masking = OutputStream.nullOutputStream();
    private Pattern alternation = Pattern.compile("");

    @Setup
    public void prepare() throws IOException {
        List<Secret> known = BenchmarkSecrets.of(secrets, length);
        text = withSecrets(Files.readAllBytes(Path.of(log)), known);
        ends = IntStream.rangeClosed(1, text.length)
                .filter(end -> end == text.length || text[end - 1] == '\n')
                .toArray();
        masker = new Masker(InstantSource.system());
        known.forEach(secret -> masker.add("benchmark", secret));
        masking = masker.wrap(OutputStream.nullOutputStream());
        alternation = alternation(known);
        if (!new String(text, StandardCharsets.UTF_8).contains(known.get(0).reveal())) {
            throw new IllegalStateException("the log holds no secret");
        }
        byte[] ours = throughMasker();
        byte[] usual = throughAlternation();
        if (!Arrays.equals(ours, usual)) {
            throw new IllegalStateException("the two don't mask the same");
        }
    }

    /** Writes of 64 KiB, as a pipe delivers them. */
    @Benchmark
    public OutputStream masker() throws IOException {
        for (int at = 0; at < text.length; at += WRITE) {
            masking.write(text, at, Math.min(WRITE, text.length - at));
        }
        return masking;
    }

    /** A write for each line, as a build tool does it. */
    @Benchmark
    public OutputStream maskerByLine() throws IOException {
        byLine(masking);
        return masking;
    }

    /** What Jenkins' credentials-binding plugin does: one alternation of all forms, applied line by line. */
    @Benchmark
    public OutputStream alternation() throws IOException {
        OutputStream out = alternating(OutputStream.nullOutputStream());
        byLine(out);
        return out;
    }

    private void byLine(OutputStream out) throws IOException {
        int from = 0;
        for (int end : ends) {
            out.write(text, from, end - from);
            from = end;
        }
    }

    private byte[] throughMasker() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream out = masker.wrap(target)) {
            out.write(text);
        }
        return target.toByteArray();
    }

    private byte[] throughAlternation() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        byLine(alternating(target));
        return target.toByteArray();
    }

    /** Expects a line in each write. */
    private OutputStream alternating(OutputStream target) {
        return new OutputStream() {
            @Override
            public void write(int value) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                Matcher found = alternation.matcher(new String(bytes, offset, count, StandardCharsets.UTF_8));
                if (found.find()) {
                    target.write(found.replaceAll(Masker.MASK).getBytes(StandardCharsets.UTF_8));
                } else {
                    target.write(bytes, offset, count);
                }
            }
        };
    }

    private static Pattern alternation(List<Secret> secrets) {
        return Pattern.compile(SecretForms.of(secrets).stream()
                .map(form -> new String(form.reveal(), StandardCharsets.UTF_8))
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    }

    private static byte[] withSecrets(byte[] log, List<Secret> secrets) {
        StringBuilder text = new StringBuilder(MEBIBYTE + 200);
        List<String> lines =
                new String(log, StandardCharsets.ISO_8859_1).lines().toList();
        for (int i = 0; text.length() < MEBIBYTE; i++) {
            text.append(lines.get(i % lines.size()));
            if (i % 1000 == 999) {
                text.append(" token=")
                        .append(secrets.get(i / 1000 % secrets.size()).reveal())
                        .append(';');
            }
            text.append('\n');
        }
        text.setLength(MEBIBYTE);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
