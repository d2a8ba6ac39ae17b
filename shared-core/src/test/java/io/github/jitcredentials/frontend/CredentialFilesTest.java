package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.frontend.FileDelivery.Format;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialFilesTest {
    private static final String TOKEN = "t0ken-\u00e4=#!\\";

    @TempDir
    Path folder;

    private Path directory;

    @BeforeEach
    void privateDirectory() {
        directory = folder.resolve("0123456789ab");
    }

    private static Profile profile(String to, Map<String, FileDelivery> files) {
        return new Profile(
                "migrate",
                "sso",
                Scope.of("scope", "db:migrate"),
                Duration.ofMinutes(5),
                null,
                "migrate",
                Destination.parse(to),
                new Delivery(null, Map.of(), files),
                OnLeak.MASK);
    }

    private CredentialFiles write(String name, FileDelivery file, String token) {
        return CredentialFiles.write(
                directory,
                profile("https://repo.example.com/team/", Map.of(name, file)),
                Credential.token(Secret.of(token)));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void value_isAllThatStandsInAFileOfTheUsersAlone() throws IOException {
        try (CredentialFiles files = write("app.token", FileDelivery.value("token"), TOKEN)) {
            Path file = files.paths().get("app.token");

            assertThat(file).hasContent(TOKEN);
            assertThat(mode(file)).isEqualTo("rw-------");
            assertThat(mode(directory)).isEqualTo("rwx------");
            assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
            assertThat(files.toString()).doesNotContain(TOKEN);
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void properties_areReadByJavaAsTheyWere() throws IOException {
        try (CredentialFiles files = write("p", new FileDelivery(Format.PROPERTIES, null, null), TOKEN)) {
            Properties read = new Properties();
            try (Reader in = Files.newBufferedReader(files.paths().get("p"), StandardCharsets.ISO_8859_1)) {
                read.load(in);
            }
            assertThat(read).containsOnly(Map.entry("token", TOKEN));
            assertThat(Files.readString(files.paths().get("p"))).startsWith("token=");
        }
    }

    @Test
    void json_isOneObject() throws IOException {
        try (CredentialFiles files = write("j", new FileDelivery(Format.JSON, null, null), TOKEN)) {
            JsonNode read = new ObjectMapper().readTree(files.paths().get("j").toFile());

            assertThat(read.properties()).hasSize(1);
            assertThat(read.path("token").asText()).isEqualTo(TOKEN);
        }
    }

    @Test
    void netrc_isForTheDestinationsHost() throws IOException {
        try (CredentialFiles files = write("NETRC", new FileDelivery(Format.NETRC, "token", "ci"), "t0ken")) {
            assertThat(files.paths().get("NETRC")).hasContent("machine repo.example.com login ci password t0ken\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\"b", "a\\b", "a\nmachine evil.example login x"})
    void netrcThatWouldSaySomethingElse_isRefusedAndNothingIsLeft(String token) {
        assertThatThrownBy(() -> write("NETRC", new FileDelivery(Format.NETRC, "token", "ci"), token))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("netrc")
                .hasMessageNotContaining(token);
        assertThat(directory).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.example.com/, registry.example.com",
        "https://registry.example.com:5000/team/, registry.example.com:5000",
        "http://127.0.0.1:5000/, 127.0.0.1:5000"
    })
    void dockerConfig_isADirectoryForTheDestinationsRegistry(String to, String registry) throws IOException {
        FileDelivery docker = new FileDelivery(Format.DOCKER_CONFIG, "token", "ci");
        try (CredentialFiles files = CredentialFiles.write(
                directory, profile(to, Map.of("DOCKER_CONFIG", docker)), Credential.token(Secret.of(TOKEN)))) {
            Path config = files.paths().get("DOCKER_CONFIG");
            JsonNode auths = new ObjectMapper()
                    .readTree(config.resolve("config.json").toFile())
                    .path("auths");

            assertThat(auths.fieldNames()).toIterable().containsExactly(registry);
            assertThat(new String(
                            Base64.getDecoder()
                                    .decode(auths.path(registry).path("auth").asText()),
                            StandardCharsets.UTF_8))
                    .isEqualTo("ci:" + TOKEN);
            assertThat(mode(config)).isEqualTo("rwx------");
            assertThat(mode(config.resolve("config.json"))).isEqualTo("rw-------");
            Files.createDirectories(config.resolve("buildx/instances"));
            Files.writeString(config.resolve("buildx/current"), "what docker left");
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void fieldThatTheIssuerDidNotGive_namesWhatItGave() {
        assertThatThrownBy(() -> write("p", FileDelivery.value("password"), TOKEN))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("gave no \"password\", only token");
        assertThat(directory).doesNotExist();
    }

    @Test
    void renewedCredential_replacesTheFileAndNotWhatAReaderHasOpen() throws IOException {
        try (CredentialFiles files = write("app.token", FileDelivery.value("token"), "the old one")) {
            Path file = files.paths().get("app.token");
            try (Reader open = Files.newBufferedReader(file)) {
                files.replace(Credential.token(Secret.of("new")));
                char[] read = new char[100];

                assertThat(new String(read, 0, open.read(read))).isEqualTo("the old one");
            }
            assertThat(file).hasContent("new");
            assertThat(mode(file)).isEqualTo("rw-------");
            try (Stream<Path> all = Files.list(directory)) {
                assertThat(all).containsExactly(file);
            }
        }
    }

    @Test
    void renewalThatComesLate_bringsNoFileBack() {
        CredentialFiles files = write("app.token", FileDelivery.value("token"), "old");
        files.close();
        files.replace(Credential.token(Secret.of("new")));

        assertThat(directory).doesNotExist();
    }

    @Test
    void linkInTheFilesPlace_isReplacedAndNotFollowed() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "kept");
        try (CredentialFiles files = write("app.token", FileDelivery.value("token"), "old")) {
            Path file = files.paths().get("app.token");
            Files.delete(file);
            Files.createSymbolicLink(file, elsewhere);
            Files.createSymbolicLink(directory.resolve(".app.token"), elsewhere);
            files.replace(Credential.token(Secret.of("new")));

            assertThat(file).isRegularFile().hasContent("new");
            assertThat(Files.isSymbolicLink(file)).isFalse();
        }
        assertThat(elsewhere).hasContent("kept");
    }

    @Test
    void directoryThatOthersMayUse_getsNoRenewedCredential() throws IOException {
        try (CredentialFiles files = write("app.token", FileDelivery.value("token"), "old")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

            assertThatThrownBy(() -> files.replace(Credential.token(Secret.of("new"))))
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining("can be used by others")
                    .hasMessageNotContaining("new");
            assertThat(files.paths().get("app.token")).hasContent("old");
        }
    }

    @Test
    void directoryThatIsThere_isNotTaken() throws IOException {
        Files.createDirectory(directory);

        assertThatThrownBy(() -> write("app.token", FileDelivery.value("token"), TOKEN))
                .isInstanceOf(JitException.NotRecorded.class);
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.home", "MAVEN.repo.local", "project.x", "env.PATH", "PATH", "basedir"})
    void nameThatSteersABuild_isNone(String name) {
        assertThat(FileNames.steers(name)).isTrue();
    }
}
