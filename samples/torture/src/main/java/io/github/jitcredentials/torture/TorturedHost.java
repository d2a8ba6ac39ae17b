package io.github.jitcredentials.torture;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.frontend.HostFacts;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A whole host in one process, made of the product's own {@link Assembly}: it reads orders, a line each, and says what came of
 * them, a line each. It never says a secret.
 *
 * <p>Orders: {@code decide}; {@code open N}, all at once; {@code end LEASE}; {@code measure N}; {@code close}. It ends when its
 * input does, without closing anything: as a process does that has been killed.
 */
public final class TorturedHost {
    private final Assembly assembly;
    private final Profile profile;
    private final Map<String, CredentialSession> sessions = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile @Nullable Permitted permitted;

    private TorturedHost(Assembly assembly) {
        this.assembly = assembly;
        this.profile = assembly.profiles(delivery -> true).get(0);
    }

    /** @param args the folder of the host, the Java of its guardian, then settings as {@code key=value} */
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        Map<String, String> settings = new TreeMap<>();
        Arrays.stream(args).skip(2).forEach(setting -> {
            String[] pair = setting.split("=", 2);
            settings.put(pair[0], pair[1]);
        });
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            TorturedHost host = new TorturedHost(
                    Assembly.of(new Told(settings), facts(root, Path.of(args[1])), problem -> say("TOLD", problem)));
            say("READY", ProcessHandle.current().pid());
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                host.follow(order.split(" "));
            }
        } catch (JitException e) {
            say("FAILED", "start", e);
        }
        Runtime.getRuntime().halt(0);
    }

    private static HostFacts facts(Path root, Path guardianJava) {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        return new HostFacts(
                "torture",
                "1",
                root,
                root,
                root,
                guardianJava,
                classPath,
                List.of(),
                System.getenv(),
                Map.of(),
                root.resolve("no-bounds"));
    }

    private void follow(String[] order) {
        switch (order[0]) {
            case "decide" -> attempt("decide", this::decide);
            case "open" -> open(Integer.parseInt(order[1]));
            case "end" -> threads.execute(() -> end(order[1], EndReason.COMPLETED));
            case "measure" -> attempt("measure", () -> measure(Integer.parseInt(order[1]), order[2]));
            case "close" ->
                attempt("close", () -> {
                    assembly.close();
                    say("CLOSED");
                });
            default -> throw new IllegalArgumentException(order[0]);
        }
    }

    private void decide() {
        permitted = assembly.decide(profile, "torture");
        say("PERMITTED");
    }

    private void open(int many) {
        for (int i = 0; i < many; i++) {
            threads.execute(() -> attempt("open", () -> {
                CredentialSession session = opened();
                say("OPEN", session.lease().id().value());
            }));
        }
    }

    private CredentialSession opened() {
        Permitted known = permitted;
        if (known == null) {
            throw new IllegalStateException("decide comes first");
        }
        CredentialSession session = assembly.open(known);
        String lease = session.lease().id().value();
        sessions.put(lease, session);
        var unused = session.lease().whenOver().thenAccept(report -> say("OVER", lease, report.outcome()));
        return session;
    }

    private void end(String lease, EndReason reason) {
        CredentialSession session = sessions.get(lease);
        if (session == null) {
            throw new IllegalArgumentException("no lease " + lease);
        }
        long start = System.nanoTime();
        LeaseReport report = session.end(reason);
        say("ENDED", lease, report.outcome(), micros(start), micros(report.revokedAfter()));
        Problem problem = report.problem();
        if (problem != null) {
            say("TOLD", problem);
        }
    }

    /** Ends many leases, each after the bare round trip that its end is compared with. */
    private void measure(int many, String revocation) {
        RoundTrip bare = new RoundTrip(revocation);
        for (int i = 0; i < many; i++) {
            CredentialSession session = opened();
            pause(Duration.ofMillis(25));
            say("BARE", bare.micros());
            end(session.lease().id().value(), EndReason.COMPLETED);
        }
        say("MEASURED");
    }

    /** A task takes its time; meanwhile the authority has been asked whether its credential is alive. */
    private static void pause(Duration duration) {
        try {
            boolean unused = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void attempt(String what, Runnable order) {
        try {
            order.run();
        } catch (JitException e) {
            say("FAILED", what, e);
        }
    }

    private static long micros(long start) {
        return (System.nanoTime() - start) / 1000;
    }

    private static long micros(@Nullable Duration duration) {
        return duration == null ? -1 : duration.toNanos() / 1000;
    }

    private static void say(String what, String order, JitException e) {
        say(what, order, e.getClass().getSimpleName(), e.problems());
    }

    private static synchronized void say(Object... words) {
        System.out.println(
                String.join(" ", Arrays.stream(words).map(Object::toString).toList())
                        .replace('\n', ' '));
        System.out.flush();
    }

    private record Told(Map<String, String> settings) implements RawSettings {
        @Override
        public Optional<String> value(Setting setting) {
            return Optional.ofNullable(settings.get(setting.key()));
        }

        @Override
        public String spelling(Setting setting) {
            return setting.key();
        }
    }
}
