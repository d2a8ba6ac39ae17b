package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/**
 * What the library sends goes through here, and so through {@link io.github.jitcredentials.http.Web}. The library is shown no
 * secret: the App's token is added behind its back, and what was granted is taken out of the answer before it sees it, since it
 * logs whole answers where somebody turns that on. It is shown no failure either, since it would wait and ask again. One for each
 * credential; for one thread.
 */
final class GitHubAppConnector implements GitHubConnector {
    /** Clocks that are further apart are somebody's to put right. */
    private static final Duration APART = Duration.ofMinutes(15);

    private final GitHubWire wire;
    private final AppTokens tokens;
    private final Installations installations;
    private final RepositoryAccess asked;
    private final Clock clock;

    private @Nullable Secret appToken;
    private @Nullable Secret granted;
    private @Nullable Instant grantedAt;
    private String path = "";
    private boolean remembered;
    private boolean gone;

    GitHubAppConnector(
            GitHubWire wire, AppTokens tokens, Installations installations, RepositoryAccess asked, Clock clock) {
        this.wire = wire;
        this.tokens = tokens;
        this.installations = installations;
        this.asked = asked;
        this.clock = clock;
    }

    /** The token that was granted, if one was. */
    Optional<Secret> granted() {
        return Optional.ofNullable(granted);
    }

    /** When that was, by GitHub's clock, if it said so. */
    Optional<Instant> grantedAt() {
        return Optional.ofNullable(grantedAt);
    }

    /** Whether an installation that was remembered is not there any more; it has been forgotten. */
    boolean hasMovedOn() {
        return gone;
    }

    @Override
    public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
        URI uri = URI.create(request.url().toString());
        String below = uri.toString().substring(wire.address().toString().length());
        InputStream body = request.body();
        if (body != null) {
            return new Shown(request, 201, grant(uri, new String(body.readAllBytes(), StandardCharsets.UTF_8)));
        }
        // The library wants the App's own page before it asks where the App is installed. Nothing on it is of use here.
        String shown = below.equals("/app") ? "{}" : "{\"id\":" + installation(uri, below) + "}";
        return new Shown(request, 200, shown);
    }

    private long installation(URI uri, String below) {
        path = below;
        Optional<Long> known = installations.at(below);
        remembered = known.isPresent();
        return known.orElseGet(() -> {
            GitHubAnswer answer = inAppsName(Request.get(uri), true);
            if (answer.status() != 200) {
                throw wire.unanswered(answer, "the App's installation for " + asked.first(), whereInstalled(answer));
            }
            long id = answer.json().path("id").asLong();
            if (id <= 0) {
                throw new JitException.Unavailable(
                        new Problem(wire.address() + " told of an installation without a number", "", ""), null, null);
            }
            installations.remember(below, id);
            return id;
        });
    }

    private String grant(URI uri, String body) {
        GitHubAnswer answer = inAppsName(Request.openJson(uri, body), false);
        if (answer.status() == 404 && remembered) {
            installations.forget(path);
            gone = true;
        }
        if (answer.status() != 201) {
            throw wire.refusal(answer, "a token for " + asked, whyRefused(answer));
        }
        String token = answer.json().path("token").asText("");
        if (!(answer.json() instanceof ObjectNode answered) || token.isEmpty()) {
            throw new JitException.Uncertain(
                    new Problem(wire.address() + " sent an answer without a token in it", "", ""), null);
        }
        granted = Secret.of(token);
        grantedAt = answer.date().orElse(null);
        return answered.put("token", "not shown").toString();
    }

    /** If GitHub's clock differs from ours, it refuses our word; then it is given again, by its own clock. */
    private GitHubAnswer inAppsName(Request request, boolean question) {
        Secret shown = appToken == null ? tokens.at(clock.instant()) : appToken;
        appToken = shown;
        GitHubAnswer answer = question ? wire.ask(request, shown) : wire.tell(request, shown);
        Optional<Instant> theirs = answer.status() == 401 ? answer.date().filter(this::isAnother) : Optional.empty();
        if (theirs.isEmpty()) {
            return answer;
        }
        // A 401 did nothing, so asking again is asking once.
        Secret again = tokens.at(theirs.get());
        appToken = again;
        return question ? wire.ask(request, again) : wire.tell(request, again);
    }

    private boolean isAnother(Instant theirs) {
        Duration apart = Duration.between(clock.instant(), theirs).abs();
        return apart.compareTo(Duration.ofSeconds(30)) > 0 && apart.compareTo(APART) <= 0;
    }

    private String whereInstalled(GitHubAnswer answer) {
        return switch (answer.status()) {
            case 401 -> notTheApp(answer);
            case 404 -> "Install the App for " + asked.owner() + ", and let it reach " + asked.first() + ".";
            default -> "";
        };
    }

    private String whyRefused(GitHubAnswer answer) {
        return switch (answer.status()) {
            case 401 -> notTheApp(answer);
            case 403 -> "Is the App suspended for " + asked.owner() + ", or not allowed from this address?";
            case 404 -> "Is the App still installed for " + asked.owner() + "?";
            case 422 ->
                "A repository is not there or not in the App's installation, or the App was not given a permission;"
                        + " GitHub does not say which. Compare both with the installation's page.";
            default -> "";
        };
    }

    private String notTheApp(GitHubAnswer answer) {
        Optional<Duration> apart = answer.date().map(theirs -> Duration.between(theirs, clock.instant()));
        boolean differs = apart.isPresent() && apart.get().abs().compareTo(APART) > 0;
        return differs
                ? "Its clock and this machine's are " + apart.get().abs().toMinutes() + " minutes apart."
                : "Is this key one of that App's, and app its own id or client id?";
    }

    /** An answer as the library is shown it. */
    private static final class Shown extends GitHubConnectorResponse.ByteArrayResponse {
        private final byte[] body;

        Shown(GitHubConnectorRequest request, int status, String body) {
            super(request, status, Map.of("Content-Type", List.of("application/json")));
            this.body = body.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        protected InputStream rawBodyStream() {
            return new ByteArrayInputStream(body);
        }
    }
}
