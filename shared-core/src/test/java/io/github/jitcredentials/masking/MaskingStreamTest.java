package io.github.jitcredentials.masking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MaskingStreamTest {
    private static final String TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";

    private final Masker masker = new Masker(InstantSource.system());
    private final Target target = new Target();
    private final OutputStream out = masker.wrap(target);

    /** Remembers what it got, write by write, and fails when told to. */
    private static final class Target extends OutputStream {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        final List<Integer> writes = new ArrayList<>();

        @Nullable
        RuntimeException broken;

        boolean full;
        int flushes;
        int closes;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (broken != null) {
                throw broken;
            }
            if (full) {
                throw new IOException("no space left");
            }
            writes.add(length);
            all.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public void close() {
            closes++;
        }

        @Override
        public String toString() {
            return all.toString(UTF_8);
        }
    }

    @Test
    void promptWithoutLineEnd_appearsAtOnce() throws IOException {
        masker.add("deploy", Secret.of(TOKEN));
        write("Continue? ");
        assertThat(target).hasToString("Continue? ");
    }

    @Test
    void beginningOfASecret_isHeldBackUntilItIsNone() throws IOException {
        masker.add("deploy", Secret.of(TOKEN));
        write("logs: ghs_16C");
        out.flush();
        assertThat(target).hasToString("logs: ");
        assertThat(target.flushes).isEqualTo(1);
        write("!");
        assertThat(target).hasToString("logs: ghs_16C!");
    }

    @Test
    void maskKnown_appearsAtOnce() throws IOException {
        masker.add("deploy", Secret.of(TOKEN));
        write(TOKEN);
        assertThat(target).hasToString("****");
    }

    @Test
    void closed_releasesWhatWasOnlyABeginning() throws IOException {
        masker.add("deploy", Secret.of(TOKEN));
        write("logs: ghs_16C");
        out.close();
        assertThat(target).hasToString("logs: ghs_16C");
        assertThat(target.flushes).isEqualTo(1);
        out.close();
        out.flush();
        assertThat(target.closes).isEqualTo(1);
    }

    @Test
    void writtenAfterClose_isRefused() throws IOException {
        out.close();
        assertThatThrownBy(() -> write("x")).isInstanceOf(IOException.class).hasMessage("the stream is closed");
        assertThat(target).hasToString("");
    }

    @Test
    void rangeOutsideTheArray_isRefused() {
        assertThatThrownBy(() -> out.write(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void secretForgottenWhileItsBeginningIsHeld_flushReleasesIt() throws IOException {
        MaskedSecret secret = masker.add("deploy", Secret.of(TOKEN));
        write("ghs_16C");
        secret.forget();
        out.flush();
        assertThat(target).hasToString("ghs_16C");
    }

    @Test
    void secretForgottenAfterItWasFound_staysMaskedWhereItWas() throws IOException {
        masker.add("outer", Secret.of("begin-staying-" + TOKEN + "-end"));
        masker.add("staying", Secret.of("staying"));
        MaskedSecret going = masker.add("going", Secret.of(TOKEN));
        write("begin-staying-" + TOKEN);
        assertThat(target).hasToString("");
        going.forget();
        write("-something else, " + TOKEN);
        assertThat(target).hasToString("begin-****-****-something else, " + TOKEN);
    }

    @Test
    void manyMatchesInWhatIsHeldBack_comeOutRight() throws IOException {
        String outer = "xxx.".repeat(100);
        masker.add("outer", Secret.of(outer));
        masker.add("inner", Secret.of("xxx"));
        String text = "xxx ".repeat(50) + outer.substring(0, 390) + "|" + outer + outer.substring(4) + "|";
        write(text);
        for (int i = 0; i < text.length(); i++) {
            write(text.substring(i, i + 1));
        }
        out.close();
        assertThat(target).hasToString(PlainMasker.mask(text + text, List.of(outer, "xxx")));
    }

    @Test
    void secretAddedMidStream_isMaskedFromThenOn() throws IOException {
        write(TOKEN.substring(0, 10));
        masker.add("deploy", Secret.of(TOKEN));
        write(TOKEN.substring(10) + " " + TOKEN);
        assertThat(target).hasToString(TOKEN + " ****");
    }

    @Test
    void oneWriteIn_oneWriteOut() throws IOException {
        masker.add("deploy", Secret.of(TOKEN));
        write("a " + TOKEN + " b " + TOKEN + " c ghs_16");
        write("x and " + TOKEN + "\n");
        assertThat(target).hasToString("a **** b **** c ghs_16x and ****\n");
        assertThat(target.writes).containsExactly(16, 17);
    }

    @Test
    void longWrite_isHandedOnWhole() throws IOException {
        masker.add("deploy", Secret.of(TOKEN));
        String text = "x".repeat(1 << 20);
        write(text);
        assertThat(target.writes).containsExactly(1 << 20);
        assertThat(target.toString()).isEqualTo(text);
    }

    @Test
    void longWriteFullOfSecrets_comesOutWhole() throws IOException {
        masker.add("deploy", Secret.of(TOKEN));
        write(("token " + TOKEN + "\n").repeat(3000) + "x".repeat(8192));
        assertThat(target.toString()).isEqualTo("token ****\n".repeat(3000) + "x".repeat(8192));
    }

    @Test
    void targetFails_writerIsToldAndMaskingGoesOn() throws IOException {
        masker.add("deploy", Secret.of(TOKEN));
        target.full = true;
        assertThatThrownBy(() -> write("lost " + TOKEN.substring(0, 20)))
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");
        target.full = false;
        write(TOKEN.substring(20) + " after");
        assertThat(target).hasToString("**** after");
    }

    @Test
    void targetBreaks_writerIsTold() throws IOException {
        RuntimeException broken = new IllegalStateException("torn down");
        target.broken = broken;
        assertThatThrownBy(() -> write("lost")).isSameAs(broken);
        target.broken = null;
        write("after");
        assertThat(target).hasToString("after");
    }

    @Test
    void targetFailsAtClose_isClosedAllTheSame() throws IOException {
        masker.add("deploy", Secret.of(TOKEN));
        write("ghs_16C");
        target.full = true;
        assertThatThrownBy(out::close).hasMessage("no space left");
        assertThat(target.closes).isEqualTo(1);
    }

    /** Were the time not linear in the length of the text, these would take minutes. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void hostileStreams_areNotSlow() throws IOException {
        int n = 1 << 14;
        String many = "a".repeat(n);
        masker.add("as", Secret.of(many));
        masker.add("b at the end", Secret.of(many + "b"));
        masker.add("b at the beginning", Secret.of("b" + many));
        masker.add("b in the middle", Secret.of(many.substring(n / 2) + "b" + many.substring(n / 2)));
        for (int length = 16; length < 300; length++) {
            masker.add("shorter", Secret.of("a".repeat(length)));
        }
        String dotted = "xxx.".repeat(n / 4);
        masker.add("thousands of matches in what is held back", Secret.of(dotted));
        masker.add("match in it", Secret.of("xxx"));
        byte[] almost = (many.substring(1) + "c").getBytes(UTF_8);
        byte[] exactly = many.getBytes(UTF_8);
        for (int i = 0; i < 100; i++) {
            out.write(almost);
            target.all.reset();
            out.write(exactly);
        }
        for (int i = 0; i < 4; i++) {
            for (byte b : (dotted.substring(1) + dotted.substring(0, n - 1) + "|").getBytes(UTF_8)) {
                out.write(b);
            }
        }
        for (byte b : almost) {
            out.write(b);
        }
        out.close();
        assertThat(target.toString()).endsWith("****c");
    }

    @Test
    void manyStreams_takeLessThan64KilobytesEach() throws Exception {
        masker.add("deploy", Secret.of(TOKEN));
        masker.add("nested", Secret.of("_16C7e42F292c6912E771"));
        masker.tableBytes();
        int streams = 100;
        byte[] text = ("x " + TOKEN + " " + TOKEN.substring(0, 30)).getBytes(UTF_8);
        List<OutputStream> all = new ArrayList<>();
        long before = allocatedBytes();
        for (int i = 0; i < streams; i++) {
            OutputStream stream = masker.wrap(OutputStream.nullOutputStream());
            stream.write(text);
            all.add(stream);
        }
        long each = (allocatedBytes() - before) / streams;
        assertThat(all).hasSize(streams);
        assertThat(each).isBetween(8L << 10, 64L << 10);
    }

    @Test
    void threadsShareAStreamWhileSecretsComeAndGo_noSecretEscapesAndNoLineIsTorn() throws Exception {
        MaskedSecret staying = masker.add("staying", Secret.of(TOKEN));
        int writers = 4;
        int lines = 2000;
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            byte[] line = ("writer " + i + " says " + TOKEN + " twice " + TOKEN + "\n").getBytes(UTF_8);
            tasks.add(() -> {
                for (int n = 0; n < lines; n++) {
                    out.write(line);
                }
                return null;
            });
        }
        tasks.add(() -> {
            for (int n = 0; n < 200; n++) {
                MaskedSecret passing = masker.add("passing", Secret.of("passing-secret-" + n));
                assertThat(masker.mask("passing-secret-" + n)).isEqualTo("****");
                passing.forget();
            }
            return null;
        });
        run(tasks);
        assertThat(staying.isMasked()).isTrue();
        List<String> written = target.toString().lines().toList();
        assertThat(written)
                .hasSize(writers * lines)
                .allMatch(line -> line.matches("writer \\d says \\*{4} twice \\*{4}"));
    }

    @Test
    void writeOfNothing_changesNothing() throws IOException {
        masker.add("deploy", Secret.of(TOKEN));
        write("ghs_");
        write("");
        out.write(Arrays.copyOfRange(TOKEN.getBytes(UTF_8), 4, TOKEN.length()));
        assertThat(target).hasToString("****");
    }

    /** All that this thread has ever allocated: an upper bound of what is kept of it. */
    private static long allocatedBytes() throws JMException {
        return (long) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                        "getThreadAllocatedBytes",
                        new Object[] {Thread.currentThread().getId()},
                        new String[] {"long"});
    }

    private static void run(List<Callable<Void>> tasks) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> task : pool.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }
}
