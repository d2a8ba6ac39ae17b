package io.github.jitcredentials.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeakAlarmTest {
    private static final String SIXTEEN = "0123456789abcdef";

    private final List<String> alarms = new ArrayList<>();
    private final Masker masker = new Masker(InstantSource.system(), alarms::add);
    private final ByteArrayOutputStream target = new ByteArrayOutputStream();
    private final OutputStream out = masker.wrap(target);

    @Test
    void wholeSecret_alarmsOnce() throws IOException {
        masker.add("deploy", Secret.of(SIXTEEN));
        write("it is 01234567");
        assertThat(alarms).isEmpty();
        write("89abcdef!");
        assertThat(alarms).containsExactly("deploy");
        write(SIXTEEN + SIXTEEN);
        masker.mask(SIXTEEN);
        assertThat(alarms).containsExactly("deploy");
    }

    @Test
    void encodedSecret_alarms() throws IOException {
        masker.add("deploy", Secret.of(SIXTEEN));
        write(HexFormat.of().formatHex(SIXTEEN.getBytes(StandardCharsets.UTF_8)));
        assertThat(alarms).containsExactly("deploy");
    }

    @Test
    void textAtOnce_alarms() {
        masker.add("deploy", Secret.of(SIXTEEN));
        masker.mask("it is " + SIXTEEN);
        assertThat(alarms).containsExactly("deploy");
    }

    @Test
    void shortSecret_isMaskedWithoutAlarm() throws IOException {
        masker.add("deploy", Secret.of(SIXTEEN.substring(1)));
        write(SIXTEEN);
        assertThat(target).hasToString("0****");
        assertThat(alarms).isEmpty();
    }

    @Test
    void oneLineOfASecret_isMaskedWithoutAlarm() throws IOException {
        masker.add("key", Secret.of("first line of it\nsecond line of it\n"));
        write("a second line of it");
        assertThat(target).hasToString("a ****");
        assertThat(alarms).isEmpty();
    }

    @Test
    void secretsThatEndAlike_eachAlarms() throws IOException {
        masker.add("long", Secret.of("prefix-" + SIXTEEN));
        masker.add("short", Secret.of(SIXTEEN));
        masker.add("same", Secret.of(SIXTEEN));
        masker.add("other", Secret.of("x" + SIXTEEN));
        write("prefix-" + SIXTEEN);
        assertThat(alarms).containsExactlyInAnyOrder("long", "short", "same");
    }

    @Test
    void secretInTheMiddleOfAnother_bothAlarm() throws IOException {
        masker.add("outer", Secret.of("<<" + SIXTEEN + ">>"));
        masker.add("inner", Secret.of(SIXTEEN));
        write("<<" + SIXTEEN + ">>");
        assertThat(alarms).containsExactlyInAnyOrder("outer", "inner");
    }

    @Test
    void secretAddedWhileHeldBack_alarmsWithTheNextWrite() throws IOException {
        masker.add("longer", Secret.of(SIXTEEN + "-and-more"));
        write("see " + SIXTEEN);
        assertThat(target).hasToString("see ");
        masker.add("deploy", Secret.of(SIXTEEN));
        out.flush();
        assertThat(target).hasToString("see ****");
        assertThat(alarms).containsExactly("deploy");
    }

    @Test
    void secretAddedWhileHeldBack_closing_alarms() throws IOException {
        masker.add("longer", Secret.of(SIXTEEN + "-and-more"));
        write("see " + SIXTEEN);
        masker.add("deploy", Secret.of(SIXTEEN));
        out.close();
        assertThat(target).hasToString("see ****");
        assertThat(alarms).containsExactly("deploy");
    }

    @Test
    void listenerThrows_writerGetsItAndTheTextIsOut() {
        Masker strict = new Masker(InstantSource.system(), name -> {
            throw new UncheckedIOException(new IOException("kill switch: " + name));
        });
        strict.add("deploy", Secret.of(SIXTEEN));
        OutputStream stream = strict.wrap(target);
        assertThatThrownBy(() -> stream.write(("a " + SIXTEEN + " b").getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("kill switch: deploy")
                .hasMessageNotContaining(SIXTEEN);
        assertThat(target).hasToString("a **** b");
    }

    @Test
    void listener_isToldOutsideTheLock() throws IOException {
        List<OutputStream> stream = new ArrayList<>();
        Masker chatty = new Masker(InstantSource.system(), name -> {
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                try {
                    stream.get(0).write(("[leak: " + name + "]").getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            other.orTimeout(10, TimeUnit.SECONDS).join();
        });
        chatty.add("deploy", Secret.of(SIXTEEN));
        stream.add(chatty.wrap(target));
        stream.get(0).write((SIXTEEN + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(target).hasToString("****\n[leak: deploy]");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
