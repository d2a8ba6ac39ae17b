package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.jitcredentials.authority.repository.RepositoryMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both programs as processes of their own. */
@Timeout(60)
class ProcessTest {
    private final List<Process> started = new ArrayList<>();

    private Path directory;

    @BeforeEach
    void take(@TempDir Path temporary) {
        directory = temporary;
    }

    @AfterEach
    void killWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void bothPrograms_workTogether_andEndWithStdin() throws Exception {
        Process authority = start(AuthorityMain.class, "--state", "s", "--ci=ci", "--exit-with-stdin");
        Map<String, Object> ready = readyLine(authority);
        assertThat(ready)
                .containsOnlyKeys("url", "pid", "adminTokenFile", "idTokenFile", "requestTokenFile", "requestUrl");
        assertThat(ready).containsEntry("pid", authority.pid());
        URI url = URI.create(String.valueOf(ready.get("url")));
        Process repository = start(
                RepositoryMain.class,
                "--root",
                "root",
                "--authority",
                url.toString(),
                "--admin-token-file",
                String.valueOf(ready.get("adminTokenFile")),
                "--events",
                "events.jsonl",
                "--exit-with-stdin");
        Map<String, Object> repositoryReady = readyLine(repository);
        assertThat(repositoryReady).containsOnlyKeys("url", "pid", "root", "events");

        String idToken = Files.readString(Path.of(String.valueOf(ready.get("idTokenFile"))));
        String token = Http.post(
                        url,
                        "/token",
                        Trial.form(
                                "grant_type",
                                Trial.EXCHANGE,
                                "client_id",
                                "trial",
                                "subject_token",
                                idToken,
                                "subject_token_type",
                                Trial.JWT,
                                "scope",
                                "repo:write"))
                .text("access_token");
        URI repositoryUrl = URI.create(String.valueOf(repositoryReady.get("url")));
        assertThat(Http.put(repositoryUrl, "/a", new byte[] {1}, "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(201);

        for (Process process : List.of(repository, authority)) {
            process.getOutputStream().close();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(Path.of(String.valueOf(ready.get("adminTokenFile")))).doesNotExist();
        assertThat(Path.of(String.valueOf(ready.get("idTokenFile")))).doesNotExist();
        assertThat(directory.resolve("events.jsonl")).content().doesNotContain(token);
    }

    @Test
    void sigterm_endsWithinASecond_whileARequestHangs() throws Exception {
        Process authority = start(AuthorityMain.class, "--state", "s", "--ci", "ci");
        Map<String, Object> ready = readyLine(authority);
        URI url = URI.create(String.valueOf(ready.get("url")));
        Path adminTokenFile = Path.of(String.valueOf(ready.get("adminTokenFile")));
        String admin = "Bearer " + Files.readString(adminTokenFile);
        Http.postJson(url, "/faults", "{\"path\":\"/health\",\"kind\":\"hang\"}", "Authorization", admin);
        Thread hanging = new Thread(() -> {
            try {
                Http.get(url, "/health");
            } catch (IOException e) {
                // the server ended
            }
        });
        hanging.start();
        while (!Http.get(url, "/faults", "Authorization", admin).body().equals("[]")) {
            Thread.onSpinWait();
        }

        Instant before = Instant.now();
        authority.destroy();
        assertThat(authority.waitFor(10, TimeUnit.SECONDS)).isTrue();

        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(1));
        assertThat(adminTokenFile).doesNotExist();
        hanging.join();
    }

    @Test
    void wrongCommandLines_getOneClearLine() throws Exception {
        assertThat(refusal(AuthorityMain.class))
                .isEqualTo("authority: nobody's identity would be taken: give --ci DIR or --issuer");
        assertThat(refusal(AuthorityMain.class, "--prot", "1"))
                .isEqualTo("authority: unknown option --prot: try --help");
        assertThat(refusal(RepositoryMain.class, "--root", "r", "--admin-token-file", "none"))
                .isEqualTo("repository: --admin-token-file can't be read: none");
    }

    @Test
    void portInUse_getsOneClearLine() throws Exception {
        Process first = start(AuthorityMain.class, "--ci", "ci");
        int port = URI.create(String.valueOf(readyLine(first).get("url"))).getPort();

        Process second = start(AuthorityMain.class, "--ci", "ci2", "--port", String.valueOf(port));

        assertThat(stderr(second)).isEqualTo("authority: BindException: Address already in use");
        assertThat(second.waitFor()).isEqualTo(1);
    }

    private String refusal(Class<?> main, String... args) throws Exception {
        Process process = start(main, args);
        String line = stderr(process);
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
        return line;
    }

    private static String stderr(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private Process start(Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(args));
        Process process =
                new ProcessBuilder(command).directory(directory.toFile()).start();
        started.add(process);
        return process;
    }

    private static Map<String, Object> readyLine(Process process) throws Exception {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("not ready: " + stderr(process));
        }
        return JSONObjectUtils.parse(line);
    }
}
