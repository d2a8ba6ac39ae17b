package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.maven.execution.MavenSession;

/** A desk inside a real Maven whose tokens come from a {@link FakeTown}: what Maven does with them is what is looked at. */
public final class FakeDesk implements Desk {
    /** Found by the plugin in its own realm. */
    public static final class Factory implements DeskFactory {
        @Override
        public Desk open(MavenSession session) {
            return new FakeDesk(session.getUserProperties());
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final Properties settings;
    private final Set<FakeLease> open = ConcurrentHashMap.newKeySet();

    FakeDesk(Properties settings) {
        this.settings = settings;
    }

    @Override
    public List<ServerProfile> servers() {
        return List.of(new ServerProfile(
                "deploy",
                "releases",
                ServerProfile.Style.valueOf(settings.getProperty("fake.style", "BEARER")),
                "jit",
                Destination.parse(settings.getProperty("fake.to"))));
    }

    @Override
    public Permit permit(ServerProfile profile, String unit) {
        if (settings.containsKey("fake.deny")) {
            throw new JitException.Misconfigured(List.of(Problem.of("denied \"deploy\" for acme/app")));
        }
        return new Permit() {
            @Override
            public ServerProfile profile() {
                return profile;
            }

            @Override
            public String sentence() {
                return profile.name() + " for " + profile.server() + ": permitted";
            }
        };
    }

    @Override
    public Lease open(Permit permit) {
        FakeLease lease = new FakeLease(Secret.of(post("mint", "")));
        open.add(lease);
        return lease;
    }

    @Override
    public void close() {
        open.forEach(lease -> lease.end(EndReason.SHUTDOWN));
    }

    private String post(String path, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(settings.getProperty("fake.town") + path))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new JitException.Unavailable(Problem.of("the town answered " + answer.statusCode()), null, null);
            }
            return answer.body();
        } catch (IOException e) {
            throw new JitException.Unavailable(Problem.of("the town is not there"), null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private final class FakeLease implements Lease {
        private final Secret token;
        private final AtomicReference<Ended> ended = new AtomicReference<>();

        FakeLease(Secret token) {
            this.token = token;
        }

        @Override
        public Secret token() {
            return token;
        }

        @Override
        public synchronized Ended end(EndReason reason) {
            if (ended.get() == null) {
                post("revoke", token.reveal());
                ended.set(new Ended(
                        Duration.ofMillis(1100), Duration.ofMinutes(5), Ended.Outcome.PROVEN, "deploy, proven dead"));
            }
            return ended.get();
        }
    }
}
