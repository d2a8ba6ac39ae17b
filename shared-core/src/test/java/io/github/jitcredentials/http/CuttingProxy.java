package io.github.jitcredentials.http;

import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.StubServer.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a real server, hands everything on, and does to single answers what networks and strangers do: loses them after
 * the work is done, or puts others in their place. Loopback only.
 */
public final class CuttingProxy implements AutoCloseable {
    private static final Set<String> OWN =
            Set.of("host", "connection", "content-length", "user-agent", "upgrade", "te");

    /** What passed: a request, and what came back, before anything was done to it. */
    public record Passed(Seen request, int status, String body) {}

    private final URI server;
    private final StubServer front = new StubServer();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Passed> passed = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<UnaryOperator<Reply>>> next = new ConcurrentHashMap<>();
    private volatile boolean away;
    private volatile @Nullable URI knownAs;

    public CuttingProxy(URI server) {
        this.server = server;
        front.otherwise(this::reply);
    }

    public URI url() {
        return front.uri("");
    }

    public List<Passed> passed() {
        return List.copyOf(passed);
    }

    /** How often a path was asked for, whatever became of it. */
    public int asked(String path) {
        return front.seen(path).size();
    }

    /** The next request of this path is carried out, and its answer gets lost. */
    public void loseNext(String path) {
        instead(path, Reply.close());
    }

    /** The next request of this path is carried out, and gets another answer. */
    public void instead(String path, Reply other) {
        script(path, reply -> other);
    }

    /** The next request of this path does not reach the server, and gets this answer. */
    public void answerNext(String path, Reply reply) {
        front.next(path, reply);
    }

    /** The next answer of this path says something else. */
    public void changeNext(String path, UnaryOperator<String> change) {
        script(path, reply -> (seen, peer, stub) -> {
            Passed last = passed.get(passed.size() - 1);
            return Reply.json(last.status(), change.apply(last.body())).to(seen, peer, stub);
        });
    }

    /** What tells a server under which address it is known, so that it says the same of itself. */
    public static Map<String, String> forwarded(URI front) {
        return Map.of(
                "X-Forwarded-Proto", front.getScheme(),
                "X-Forwarded-Host", front.getHost(),
                "X-Forwarded-Port", String.valueOf(front.getPort()));
    }

    /** Tells the server that it is known under another address than this one's own, as behind somebody who speaks TLS. */
    public void knownAs(URI front) {
        knownAs = front;
    }

    /** Nobody is behind it from now on, or somebody is again. */
    public void away(boolean whether) {
        away = whether;
    }

    @Override
    public void close() {
        front.close();
    }

    private void script(String path, UnaryOperator<Reply> change) {
        next.computeIfAbsent(path, p -> new ArrayDeque<>()).add(change);
    }

    private Reply reply(Seen seen) {
        if (away) {
            return Reply.of(503, "text/plain", "away");
        }
        Passed answered = forward(seen);
        passed.add(answered);
        Deque<UnaryOperator<Reply>> changes = next.get(seen.path());
        UnaryOperator<Reply> change = changes == null ? null : changes.poll();
        Reply reply = Reply.json(answered.status(), answered.body());
        return change == null ? reply : change.apply(reply);
    }

    private Passed forward(Seen seen) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(seen.path()))
                .method(
                        seen.method(),
                        seen.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(seen.body()));
        seen.headers().forEach((name, value) -> {
            if (!OWN.contains(name)) {
                request.header(name, value);
            }
        });
        URI known = knownAs;
        forwarded(known == null ? url() : known).forEach(request::header);
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Passed(seen, answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
