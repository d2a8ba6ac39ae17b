package io.github.jitcredentials.jenkins.pages;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.ServerDesk;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.config.ConditionEntry;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.ProfileEntry;
import io.github.jitcredentials.jenkins.config.RuleEntry;
import io.github.jitcredentials.jenkins.identity.BuildIssuer;
import io.github.jitcredentials.lease.OwnerKind;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Ten thousand real leases on one controller: what they weigh, and how long their page takes. Only when it is named. */
@WithJenkins
class LeasesBench {
    private static final int LEASES = Integer.getInteger("leases", 10_000);
    private static final int THREADS = 16;

    @Test
    void tenThousandLeases_fitInMemoryAndOnAPage(JenkinsRule jenkins) throws Exception {
        Process authority = authority(jenkins.getURL().toString());
        try {
            measure(jenkins, authority.inputReader(StandardCharsets.UTF_8).readLine());
        } finally {
            // While their authority is still there.
            JitCredentials.get().close();
            authority.destroy();
        }
    }

    /** A process of its own: what the authority remembers is not the controller's. */
    private static Process authority(String controller) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LeasesBench.class.getName(),
                        controller)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The authority's process; it says its URL, and ends with whoever started it. */
    public static void main(String[] controller) throws Exception {
        try (Trial trial = Trial.trusting(new URL(controller[0]))) {
            System.out.println(trial.url());
            System.in.read();
        }
    }

    private static void measure(JenkinsRule jenkins, String authority) throws Exception {
        Trial.configure(authority);
        longLived();
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("p"));
        open(build, 50);
        page(jenkins);
        long before = used();

        open(build, LEASES - 50);
        long after = used();
        assertThat(LiveLeases.get().all()).hasSize(LEASES);
        long slowest = 0;
        for (int i = 0; i < 10; i++) {
            slowest = Math.max(slowest, page(jenkins));
        }

        System.out.printf(
                "%d leases: %.1f MB on the heap; slowest of ten pages %d ms%n",
                LEASES, (after - before) / 1e6, slowest);
        assertThat(slowest).isLessThan(1000);
        assertThat(after - before).isLessThan(50_000_000);
    }

    private static void longLived() {
        ControllerConfiguration configuration = ControllerConfiguration.get();
        List<ProfileEntry> profiles = new ArrayList<>();
        for (ProfileEntry profile : configuration.getProfileEntries()) {
            ProfileEntry longer = new ProfileEntry(profile.getName(), profile.getIssuer(), profile.getRequest(), "1h");
            longer.setEnv(profile.getEnv());
            longer.setFile(profile.getFile());
            profiles.add(longer);
        }
        configuration.setProfileEntries(profiles);
        configuration.setRuleEntries(List.of(new RuleEntry(
                "all",
                List.of("deploy", "read", "file", "renewed"),
                List.of(new ConditionEntry("job", List.of("p"))))));
    }

    /** As a block opens one, each with a decision and a token of its own. */
    private static void open(FreeStyleBuild build, int count) throws Exception {
        ServerDesk desk = JitCredentials.get().desk();
        Profile profile = desk.configuration().profile("deploy", "profile");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String step = String.valueOf(i);
            all.add(CompletableFuture.runAsync(
                    () -> {
                        ServerDesk.Voucher voucher = BuildIssuer.get().voucher(build, step);
                        Permitted permitted = desk.decide(profile, voucher, "p #1, step " + step, Optional.empty());
                        desk.open(permitted, voucher, OwnerKind.PROCESS);
                    },
                    threads));
        }
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        } finally {
            threads.shutdownNow();
        }
    }

    private static long page(JenkinsRule jenkins) throws Exception {
        long start = System.nanoTime();
        byte[] page =
                new URL(jenkins.getURL(), "jit-leases/?page=3").openStream().readAllBytes();
        assertThat(page).hasSizeGreaterThan(1000);
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
