package io.github.jitcredentials.masking;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FormSearchTest {
    private static final List<SecretForm> FORMS =
            SecretForms.of(List.of(Secret.of("correct horse \"battery\" staple"), Secret.of("abc")));

    @Test
    void each_form_is_found_at_each_place_around_a_chunk_end() throws IOException {
        for (SecretForm form : FORMS) {
            byte[] bytes = form.reveal();
            for (int at = FormSearch.CHUNK - bytes.length - 2; at <= FormSearch.CHUNK + 2; at += 3) {
                byte[] text = new byte[3 * FormSearch.CHUNK];
                System.arraycopy(bytes, 0, text, at, bytes.length);
                assertThat(found(new ByteArrayInputStream(text)))
                        .as("%s at %d", form, at)
                        .contains(form);
            }
        }
    }

    @Test
    void a_form_is_found_however_few_bytes_arrive_at_once() throws IOException {
        for (SecretForm form : FORMS) {
            InputStream drops = new ByteArrayInputStream(LeakCanary.planted(form)) {
                @Override
                public synchronized int read(byte[] buffer, int offset, int length) {
                    return super.read(buffer, offset, Math.min(length, 1));
                }
            };
            assertThat(found(drops)).contains(form);
        }
    }

    @Test
    void a_form_at_the_very_end_is_found_and_its_beginning_alone_is_not() throws IOException {
        for (SecretForm form : FORMS) {
            byte[] bytes = form.reveal();
            assertThat(found(new ByteArrayInputStream(bytes))).contains(form);
            byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
            assertThat(found(new ByteArrayInputStream(cut))).doesNotContain(form);
        }
    }

    @Test
    void nothing_is_found_in_nothing() throws IOException {
        assertThat(found(InputStream.nullInputStream())).isEmpty();
        assertThat(found(new ByteArrayInputStream("a harmless text".getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }

    private static Set<SecretForm> found(InputStream in) throws IOException {
        return new FormSearch(FORMS).formsIn(in);
    }
}
