package io.github.jitcredentials.samples;

import static io.github.jitcredentials.samples.ActionContainer.PATIENCE;
import static io.github.jitcredentials.samples.ActionImages.SHELL;
import static io.github.jitcredentials.samples.ActionImages.SLIM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.samples.ActionImages.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a credential, or what opens one, is seen when the action's image works: where it is documented, and nowhere else. */
@Tag("thorough")
class ImageLeakIT extends InContainers {
    private static final List<String> DEPLOY = List.of("-e", "INPUT_PROFILE=deploy");

    @Test
    void scriptsCredential_isInItsOwnEnvironmentOnly() throws Exception {
        Path told = Files.createDirectory(place.resolve("told"));
        // The rights of a runner's user: root's own workspace would make the script root.
        for (Path its : List.of(told, step.project())) {
            Files.setAttribute(its, "unix:uid", 1001);
        }
        String script = "printf %s \"$DEPLOY_TOKEN\" >/told/token; echo \"says $DEPLOY_TOKEN\"; touch begun; sleep 120";
        Process container = step.start(script, List.of("-v", told + ":/told"), List.of());
        Secret token = Secret.of(Files.readString(told.resolve("token")));
        LeakCanary canary = LeakCanary.of(token, Secret.of(step.requestToken()));
        canary.assertAwake();

        // Until the command before it is gone.
        Patience.until(
                PATIENCE, "the script's last command", () -> holders(token).contains("environ of sleep") ? true : null);
        assertThat(holders(token)).containsExactly("environ of bash", "environ of sleep");
        assertThat(holders(Secret.of(step.requestToken())))
                .contains("environ of java")
                .doesNotContain("environ of bash", "environ of sleep");
        Said root = images.run(List.of("podman", "mount", step.name()));
        assertThat(root.code()).as(root.text()).isZero();
        Path files = Path.of(root.text().strip());
        assertFinds(Secret.of("echo \"says $DEPLOY_TOKEN\""), files.resolve("tmp"));
        canary.assertClean(files);
        images.run(List.of("podman", "kill", "--signal", "TERM", step.name()));
        assertThat(container.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(step.logs()).contains("says ***").contains("proven dead");
        canary.assertClean("the container's log", step.logs());
        canary.assertClean(step.file("state").getParent());
        assertThat(step.file("summary")).isNotEmptyFile();
        assertThat(step.logs()).doesNotContain("::add-mask::");
        assertThat(ground.live()).isEmpty();
    }

    @Test
    void jobsCredential_isInItsOutputAndInTheLinesThatMaskIt_only() throws Exception {
        Said main = step.run(SLIM, DEPLOY, List.of());
        assertThat(main.code()).as("mode job").isZero();
        String mainLog = step.logs();
        Map<String, String> outputs = step.entries("output");
        String carried = outputs.get("lease");
        Secret token = Secret.of(outputs.get("token"));
        Secret key = Secret.of(carried.substring(carried.lastIndexOf('.') + 1));
        LeakCanary canary = LeakCanary.of(token, key, Secret.of(step.requestToken()));
        canary.assertAwake();
        Said post = step.post(SLIM, DEPLOY);
        assertThat(post.code()).as(post.text()).isZero();

        assertThat(mainLog.lines().filter(line -> line.startsWith("::add-mask::")))
                .containsExactly("::add-mask::" + key.reveal(), "::add-mask::" + token.reveal());
        assertThatThrownBy(() -> canary.assertClean("the main step's log", mainLog))
                .hasMessageContaining("literal");
        canary.assertClean("the main step's log", withoutMasks(mainLog));
        canary.assertClean("the post step's log", step.logs());
        assertThat(step.logs()).contains("proven dead");
        canary.assertClean(step.file("summary"));
        LeakCanary.of(token, Secret.of(step.requestToken())).assertClean(step.file("state"));
        assertFinds(token, step.file("output"));
        assertFinds(key, step.file("state"));
    }

    @ParameterizedTest
    @ValueSource(strings = {SLIM, SHELL})
    void image_holdsNothingOfARun_andNothingOfTheOneThatTrainedIt(String image) throws Exception {
        Said main = step.run(image, DEPLOY, List.of());
        assertThat(main.code()).as("mode job").isZero();
        LeakCanary canary = LeakCanary.of(
                Secret.of(step.entries("output").get("token")),
                Secret.of(step.requestToken()),
                Secret.of(Files.readString(ground.adminTokenFile()).strip()));
        canary.assertAwake();
        Path layers = layers(image);

        // A name that only a jar's own entry holds, and the archive of classes.
        assertThatThrownBy(() -> LeakCanary.of(Secret.of("io/github/jitcredentials/cli/Jitc"))
                        .assertClean(layers))
                .hasMessageContaining("jitc.jar!/")
                .hasMessageContaining("classes.jsa");
        canary.assertClean(layers);
        // The training's authority, job and leases had their files below the directory for temporary ones.
        try (Stream<Path> all = Files.walk(layers)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file -> layers.relativize(file).toString())
                            .filter(name -> name.matches("[^/]+/((var/)?tmp|run|root/\\.(m2|local))/.*"
                                    + "|.*/(journal|audit\\.jsonl|jit-credentials\\.yml|[^/]*-token|[^/]*\\.jwk)")))
                    .isEmpty();
        }
    }

    /** What a process shows of itself and holds this, of all processes of this machine: {@code environ of java}. */
    private static Set<String> holders(Secret secret) {
        LeakCanary canary = LeakCanary.of(secret);
        Set<String> holders = new TreeSet<>();
        for (long pid :
                ProcessHandle.allProcesses().mapToLong(ProcessHandle::pid).toArray()) {
            for (String file : List.of("cmdline", "environ")) {
                Path process = Path.of("/proc/" + pid);
                try {
                    String text = Files.readString(process.resolve(file), StandardCharsets.ISO_8859_1);
                    canary.assertClean(file, text);
                } catch (AssertionError found) {
                    holders.add(file + " of " + name(process));
                } catch (IOException e) {
                    // Gone since the list was made.
                }
            }
        }
        return holders;
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "a process that is gone";
        }
    }

    private static String withoutMasks(String log) {
        return String.join(
                "\n",
                log.lines().filter(line -> !line.startsWith("::add-mask::")).toList());
    }

    /** That the canary looks there at all: its silence about anything else means something then. */
    private static void assertFinds(Secret known, Path... places) {
        assertThatThrownBy(() -> LeakCanary.of(known).assertClean(places))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("holds a secret: literal");
    }

    /** What podman would send to a registry, a folder a layer; without what the base had before anything of ours was there. */
    private Path layers(String image) throws Exception {
        Path saved = place.resolve("saved");
        images.succeed(List.of("podman", "save", "--format", "docker-dir", "-o", saved.toString(), image));
        Set<String> base = Set.of(images.succeed(List.of(
                        "podman",
                        "image",
                        "inspect",
                        "--format",
                        "{{range .RootFS.Layers}}{{println .}}{{end}}",
                        ImageSources.argument(BuildFacts.read().top(), "BASE")))
                .split("\\s+"));
        Path layers = Files.createDirectory(place.resolve("layers"));
        List<Path> blobs;
        try (Stream<Path> all = Files.list(saved)) {
            blobs = all.filter(blob -> !base.contains("sha256:" + blob.getFileName()))
                    .toList();
        }
        for (Path blob : blobs) {
            Path layer = Files.createDirectory(layers.resolve(blob.getFileName()));
            if (Files.readString(blob, StandardCharsets.ISO_8859_1).startsWith("{")) {
                Files.copy(blob, layer.resolve("manifest"));
            } else if (!blob.endsWith("version")) {
                images.succeed(List.of("tar", "-xf", blob.toString(), "-C", layer.toString()));
            }
        }
        return layers;
    }
}
