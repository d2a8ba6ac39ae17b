package io.github.jitcredentials.jenkins.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineEndsTest {
    private final LineEnds lineEnds = new LineEnds();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final OutputStream stream = lineEnds.wrap(log);

    @Test
    void lineBegun_isWrittenAfterItsEnd() throws IOException {
        write("it is ");
        lineEnds.add("said");
        write("****");
        assertThat(log).hasToString("it is ****");

        write(" today\nand more");

        assertThat(log).hasToString("it is **** today\nsaid\nand more");
    }

    @Test
    void betweenLines_isWrittenAtOnce_unlessTheLogIsClosed() throws IOException {
        write("a\n");
        lineEnds.add("said");
        assertThat(log).hasToString("a\nsaid\n");

        stream.close();
        lineEnds.add("late");
        assertThat(log).hasToString("a\nsaid\n");
        assertThat(lineEnds.take()).containsExactly("late");
    }

    @Test
    void several_areWrittenOnce_inTheirOrder() throws IOException {
        lineEnds.add("first");
        lineEnds.add("second");
        write("a\nb\n");
        write("c\n");

        assertThat(log).hasToString("a\nb\nfirst\nsecond\nc\n");
    }

    @Test
    void byteAlone_isNoDifferent() throws IOException {
        lineEnds.add("said");
        stream.write('a');
        stream.write('\n');
        stream.write('b');

        assertThat(log).hasToString("a\nsaid\nb");
    }

    @Test
    void taken_areWrittenByWhoeverTookThem() throws IOException {
        write("a");
        lineEnds.add("said");

        assertThat(lineEnds.take()).containsExactly("said");
        write("b\n");
        assertThat(log).hasToString("ab\n");
    }

    private void write(String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
