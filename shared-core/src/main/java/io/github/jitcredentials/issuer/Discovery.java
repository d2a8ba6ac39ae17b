package io.github.jitcredentials.issuer;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerEndpointMetadata;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.github.jitcredentials.http.Answer;
import io.github.jitcredentials.http.Origin;
import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * Finds an authority's endpoints: those that were configured, and the others from its metadata (RFC 8414; OpenID Connect
 * Discovery 1.0 as a fallback). What a document says is believed only about the authority's own host, because secrets are
 * sent there. Kept for ten minutes, and longer while nothing usable is said. Shared by all issuers of one authority, and thread
 * safe: whoever comes while it is being asked gets the same answer.
 */
final class Discovery {
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final OAuth2Settings settings;
    private final Web web;
    private final Clock clock;
    private @Nullable Endpoints known;
    private Instant asked = Instant.MIN;
    private @Nullable CompletableFuture<Endpoints> asking;

    Discovery(OAuth2Settings settings, Web web, Clock clock) {
        this.settings = settings;
        this.web = web;
        this.clock = clock;
        boolean complete = settings.token() != null
                && (settings.revocation() != null || !settings.revocable())
                && (settings.introspection() != null || settings.prove() == OAuth2Settings.Prove.NONE);
        if (complete) {
            known = new Endpoints(settings.token(), settings.revocation(), settings.introspection());
            asked = Instant.MAX;
        }
    }

    /**
     * @throws JitException.Unavailable if the authority does not answer
     * @throws JitException.Refused if it answers with something we must not, or can't, use
     */
    Endpoints endpoints() {
        CompletableFuture<Endpoints> mine = new CompletableFuture<>();
        CompletableFuture<Endpoints> others;
        synchronized (this) {
            if (known != null && (asked.equals(Instant.MAX) || clock.instant().isBefore(asked.plus(FRESH)))) {
                return known;
            }
            others = asking;
            asking = others == null ? mine : others;
        }
        return others == null ? found(mine) : shared(others);
    }

    private Endpoints found(CompletableFuture<Endpoints> mine) {
        try {
            Endpoints found = refreshed();
            mine.complete(found);
            return found;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            synchronized (this) {
                asking = null;
            }
        }
    }

    private Endpoints refreshed() {
        Instant now = clock.instant();
        try {
            Endpoints found = ask();
            synchronized (this) {
                known = found;
                asked = now;
            }
            return found;
        } catch (JitException e) {
            // A revocation must not fail because a document is gone that we have read.
            synchronized (this) {
                if (known == null) {
                    throw e;
                }
                return known;
            }
        }
    }

    private static Endpoints shared(CompletableFuture<Endpoints> others) {
        try {
            return others.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof JitException told) {
                throw told;
            }
            throw e;
        }
    }

    private Endpoints ask() {
        URI base = URI.create(settings.url());
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        // RFC 8414 section 3.1 puts the well-known part before the path, OpenID Connect behind it.
        List<URI> places = List.of(
                base.resolve("/.well-known/oauth-authorization-server" + bare),
                base.resolve(bare + "/.well-known/openid-configuration"));
        for (URI place : places) {
            Optional<Answer> answer = get(place);
            if (answer.isPresent()) {
                return read(place, answer.get());
            }
        }
        throw refused(
                places.get(0) + " tells nothing about " + settings.url(),
                "Check url, or give endpoints.token, endpoints.revocation and endpoints.introspection.");
    }

    private Optional<Answer> get(URI place) {
        Answer answer;
        try {
            answer = web.send(Request.get(place));
        } catch (WebFailure e) {
            if (e.kind() == WebFailure.Kind.REDIRECTED) {
                throw new JitException.Refused(e.problem(), e);
            }
            throw new JitException.Unavailable(e.problem(), null, e);
        }
        if (answer.status() == 200) {
            return Optional.of(answer);
        }
        if (answer.status() >= 500 || answer.status() == 429) {
            throw new JitException.Unavailable(
                    new Problem(place + " can't answer now (HTTP " + answer.status() + ")", "", ""),
                    answer.retryAfter().orElse(null),
                    null);
        }
        return Optional.empty();
    }

    private Endpoints read(URI place, Answer answer) {
        JSONObject document;
        AuthorizationServerEndpointMetadata found;
        try {
            document = JSONObjectUtils.parse(answer.body());
            found = AuthorizationServerEndpointMetadata.parse(document);
        } catch (ParseException e) {
            throw refused(place + " is no authority's metadata", "Check url.");
        }
        if (!settings.url().equals(document.get("issuer"))) {
            String says = document.get("issuer") instanceof String text ? Text.quote(answer.excerpt(text)) : "nobody";
            throw refused(
                    place + " is about the issuer " + says + ", not " + Text.quote(settings.url()),
                    "Write url exactly as the authority writes its issuer.");
        }
        return new Endpoints(
                pick(settings.token(), found.getTokenEndpointURI(), "token"),
                pick(settings.revocation(), found.getRevocationEndpointURI(), "revocation"),
                pick(settings.introspection(), found.getIntrospectionEndpointURI(), "introspection"));
    }

    private @Nullable URI pick(@Nullable URI configured, @Nullable URI found, String name) {
        if (configured != null || found == null) {
            return configured;
        }
        try {
            if (Origin.of(found).equals(settings.origin())) {
                return found;
            }
        } catch (IllegalArgumentException e) {
            // Not even a place we may speak to.
        }
        throw refused(
                settings.url() + " says that its " + name + " endpoint is on another host, "
                        + Text.quote(String.valueOf(found.getHost())),
                "Nothing secret is sent to a host found in a document. If it is right, set endpoints." + name + ".");
    }

    private static JitException.Refused refused(String what, String todo) {
        return new JitException.Refused(new Problem(what, "", todo), null);
    }
}
