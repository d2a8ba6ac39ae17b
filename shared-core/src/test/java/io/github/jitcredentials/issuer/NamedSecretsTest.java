package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedSecretsTest {
    private final NamedSecrets secrets = new NamedSecrets(Map.of("CLIENT_SECRET", "hunter2", "EMPTY", " "));

    @TempDir
    Path folder;

    @Test
    void environment_isReadByName() {
        assertThat(secrets.apply("env:CLIENT_SECRET").reveal()).isEqualTo("hunter2");
        refused("env:EMPTY", "env:EMPTY is not set");
        refused("env:NOTHING", "env:NOTHING is not set");
    }

    @Test
    void file_isReadAnewWithoutItsLastLineBreak() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "hunter2\n");
        assertThat(secrets.apply("file:" + file).reveal()).isEqualTo("hunter2");

        Files.writeString(file, " hunter3 ");
        assertThat(secrets.apply("file:" + file).reveal()).isEqualTo(" hunter3 ");

        Files.writeString(file, "\n");
        refused("file:" + file, "is empty");
        refused("file:" + folder, "is not a file");
        Files.writeString(file, "hunter2".repeat(20_000));
        refused("file:" + file, "is too large");
    }

    @Test
    void valueInsteadOfPlace_isNotRepeated() {
        refused("hunter2", "env:NAME or file:PATH");
    }

    private void refused(String place, String why) {
        assertThatThrownBy(() -> secrets.apply(place))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("hunter2hunter2")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotStartWith("hunter2"));
    }
}
