package io.github.jitcredentials.authority.repository;

import io.github.jitcredentials.authority.http.ConnectionDroppedException;
import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.http.Reply;
import io.github.jitcredentials.authority.http.Request;
import io.github.jitcredentials.authority.http.Route;
import io.github.jitcredentials.authority.secrets.Fingerprint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Serves and takes files. Downloads are open; each upload needs a token that is alive at that very moment. */
final class FilesRoute implements Route {
    /** What a token has to be good for. */
    static final String UPLOAD_SCOPE = "repo:write";

    private static final long UPLOAD_CAP = 1L << 30;

    private final FileTree tree;
    private final AuthorityDoor authority;
    private final AcceptedUploads accepted;
    private final UploadFaults faults;
    private final EventLog events;
    private final int port;

    FilesRoute(
            FileTree tree,
            AuthorityDoor authority,
            AcceptedUploads accepted,
            UploadFaults faults,
            EventLog events,
            int port) {
        this.tree = tree;
        this.authority = authority;
        this.accepted = accepted;
        this.faults = faults;
        this.events = events;
        this.port = port;
    }

    @Override
    public Reply answer(Request request) throws RefusedException, ConnectionDroppedException, IOException {
        String token = null;
        try {
            token = token(request).orElse(null);
            Reply reply = served(request, token);
            events.add(RepositoryEvent.What.REQUEST, request, reply.status(), token);
            return reply;
        } catch (RefusedException e) {
            events.add(RepositoryEvent.What.REQUEST, request, e.reply().status(), token);
            throw e;
        } catch (ConnectionDroppedException e) {
            events.add(RepositoryEvent.What.REQUEST, request, RepositoryEvent.CLIENT_GONE, token);
            throw e;
        } catch (IOException e) {
            events.add(RepositoryEvent.What.REQUEST, request, 500, token);
            throw e;
        }
    }

    private Reply served(Request request, @Nullable String token)
            throws RefusedException, ConnectionDroppedException, IOException {
        Path file = tree.resolve(request.rawPath());
        return switch (request.method()) {
            case "GET", "HEAD" -> download(file);
            case "PUT" -> upload(request, file, token);
            default -> throw RefusedException.methodNotAllowed("GET, HEAD, PUT");
        };
    }

    private static Reply download(Path file) throws RefusedException {
        if (!Files.isRegularFile(file)) {
            throw RefusedException.of(404, "not_found", "there is no such file");
        }
        return Reply.file(file);
    }

    private Reply upload(Request request, Path file, @Nullable String token)
            throws RefusedException, ConnectionDroppedException, IOException {
        Optional<UploadFault> redirect = taken(UploadFault.Kind.REDIRECT, request);
        if (redirect.isPresent()) {
            return Reply.text(redirect.get().status(), "elsewhere")
                    .with("Location", String.valueOf(redirect.get().location()));
        }
        if (token == null) {
            return challenge();
        }
        AuthorityDoor.Verdict verdict = authority.ask(token);
        if (!verdict.active()) {
            return challenge();
        }
        if (!verdict.scope().contains(UPLOAD_SCOPE)) {
            throw RefusedException.of(403, "insufficient_scope", "the token is not good for " + UPLOAD_SCOPE);
        }
        accepted.remember(
                Fingerprint.of(token),
                request.rawPath(),
                request.header("Authorization").orElse(""));
        Optional<UploadFault> status = taken(UploadFault.Kind.STATUS, request);
        if (status.isPresent()) {
            return Reply.text(status.get().status(), "told to fail");
        }
        return store(request, file, token, length(request));
    }

    private Reply store(Request request, Path file, String token, long length)
            throws RefusedException, ConnectionDroppedException, IOException {
        Path upload = tree.incoming();
        try {
            receive(request, token, length, upload);
            return tree.place(upload, file) ? Reply.text(201, "created") : Reply.empty(204);
        } finally {
            Files.deleteIfExists(upload);
        }
    }

    private void receive(Request request, String token, long length, Path upload) throws ConnectionDroppedException {
        UploadFaults.Taken hold =
                faults.take(UploadFault.Kind.HOLD, request.rawPath()).orElse(null);
        try (OutputStream out = Files.newOutputStream(upload)) {
            long half = hold == null ? length : length / 2;
            FileTree.copy(request.body(), out, half);
            if (hold != null) {
                events.add(RepositoryEvent.What.HELD, request, 0, token);
                faults.hold(hold, () -> present(request));
                if (!present(request)) {
                    throw new ConnectionDroppedException("the client went away while it was held");
                }
            }
            FileTree.copy(request.body(), out, length - half);
        } catch (IOException e) {
            throw new ConnectionDroppedException("the upload broke off");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionDroppedException("the server is closing");
        }
    }

    private Optional<UploadFault> taken(UploadFault.Kind kind, Request request) {
        return faults.take(kind, request.rawPath()).map(UploadFaults.Taken::fault);
    }

    private boolean present(Request request) {
        return ClientPresence.of(request.from(), port);
    }

    /** A body without a length may end early unnoticed, so its length is asked for. */
    private static long length(Request request) throws RefusedException {
        String length = request.header("Content-Length").orElse("");
        if (!length.matches("[0-9]{1,18}")
                || request.header("Transfer-Encoding").isPresent()) {
            throw RefusedException.of(411, "invalid_request", "an upload has to say its Content-Length");
        }
        if (Long.parseLong(length) > UPLOAD_CAP) {
            throw RefusedException.of(413, "invalid_request", "an upload may have 1 GiB");
        }
        return Long.parseLong(length);
    }

    private static Optional<String> token(Request request) throws RefusedException {
        Optional<String> bearer = request.bearer();
        return bearer.isPresent() ? bearer : request.basicPassword().filter(password -> !password.isEmpty());
    }

    /** Basic comes first, as Maven sends its credential only to who asks for it so. */
    private static Reply challenge() {
        return Reply.text(401, "a token that is alive is needed")
                .with("WWW-Authenticate", "Basic realm=\"guarded repository\"")
                .with("WWW-Authenticate", "Bearer realm=\"guarded repository\"");
    }
}
