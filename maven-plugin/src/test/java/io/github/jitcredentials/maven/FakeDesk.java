package io.github.jitcredentials.maven;

import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A desk with one profile, {@code deploy}, whose tokens are numbered; faults can be set. Counts everything. */
final class FakeDesk implements Desk {
    static final ServerProfile DEPLOY = new ServerProfile(
            "deploy", "releases", ServerProfile.Style.BEARER, "jit", Destination.parse("https://repo.example.com/"));

    static final FileProfile MIGRATE = new FileProfile("migrate", Set.of("migrate.token"), Duration.ofMinutes(5), null);

    final List<String> permitted = new CopyOnWriteArrayList<>();
    final List<String> ended = new CopyOnWriteArrayList<>();
    final Set<FakeLease> live = ConcurrentHashMap.newKeySet();
    final AtomicInteger opened = new AtomicInteger();
    volatile boolean closed;
    volatile boolean nobodyVouches;
    volatile Optional<JitException> refusal = Optional.empty();
    volatile Optional<JitException> outage = Optional.empty();
    volatile Ended.Outcome outcome = Ended.Outcome.PROVEN;
    /** Runs while the issuer is asked. */
    volatile Runnable whileOpening = () -> {};

    static JitException problem(String what) {
        return new JitException.Unavailable(Problem.of(what), null, null);
    }

    @Override
    public List<ServerProfile> servers() {
        return List.of(DEPLOY);
    }

    @Override
    public Optional<Permit> permit(ServerProfile profile, String unit) {
        permitted.add(unit);
        refusal.ifPresent(e -> {
            throw e;
        });
        return nobodyVouches ? Optional.empty() : Optional.of(new FakePermit(profile.name(), unit));
    }

    @Override
    public Lease open(Permit permit) {
        outage.ifPresent(e -> {
            throw e;
        });
        FakeLease lease = new FakeLease("token-" + opened.incrementAndGet(), ((FakePermit) permit).unit());
        live.add(lease);
        whileOpening.run();
        return lease;
    }

    @Override
    public List<FileProfile> files(RawSettings execution) {
        return execution
                .value(Setting.PROFILES)
                .map(name -> new FileProfile(name, Set.of(name + ".token"), Duration.ofMinutes(5), null))
                .map(List::of)
                .orElse(List.of(MIGRATE));
    }

    @Override
    public Optional<Permit> permit(FileProfile profile, String unit) {
        return permit(DEPLOY, unit).map(permit -> new FakePermit(profile.name(), unit));
    }

    /** The files are not there: what is in them is another test's. */
    @Override
    public FileLease acquire(Permit permit) {
        Lease lease = open(permit);
        String name = ((FakePermit) permit).profile();
        Map<String, Path> files =
                Map.of(name + ".token", Path.of("/run", lease.token().reveal()));
        return new FileLease() {
            @Override
            public Map<String, Path> files() {
                return files;
            }

            @Override
            public Ended end(EndReason reason) {
                return lease.end(reason);
            }
        };
    }

    @Override
    public void close() {
        closed = true;
        live.forEach(lease -> lease.end(EndReason.SHUTDOWN));
    }

    private record FakePermit(String profile, String unit) implements Permit {
        @Override
        public String sentence() {
            return "permit \"" + profile + "\"";
        }
    }

    final class FakeLease implements Lease {
        private final String token;
        private final String unit;

        private FakeLease(String token, String unit) {
            this.token = token;
            this.unit = unit;
        }

        @Override
        public Secret token() {
            return Secret.of(token);
        }

        @Override
        public Ended end(EndReason reason) {
            if (live.remove(this)) {
                ended.add(unit + " " + reason);
            }
            return new Ended(Duration.ofMillis(1100), Duration.ofMinutes(5), outcome, "", "the report of " + token);
        }
    }
}
