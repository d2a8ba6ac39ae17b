package io.github.jitcredentials.authority.repository;

import io.github.jitcredentials.authority.http.LoopbackServer;
import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.http.Reply;
import io.github.jitcredentials.authority.http.Route;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An artifact repository on loopback that asks the authority about each upload: for trial only.
 *
 * <p>No answer of the authority is kept, so a token is refused from the moment it is revoked. If the authority can't be
 * asked, nothing is taken. Thread safe.
 */
public final class GuardedRepository implements AutoCloseable {
    private final LoopbackServer server;
    private final FileTree tree;
    private final EventLog events;
    private final UploadFaults faults;
    private final ReplayRoute replay;

    private GuardedRepository(
            LoopbackServer server, FileTree tree, EventLog events, UploadFaults faults, ReplayRoute replay) {
        this.server = server;
        this.tree = tree;
        this.events = events;
        this.faults = faults;
        this.replay = replay;
    }

    /**
     * Starts to answer on 127.0.0.1.
     *
     * @throws IOException if the port is taken or a directory can't be made
     */
    public static GuardedRepository start(RepositorySettings settings) throws IOException {
        FileTree tree = new FileTree(settings.root());
        EventLog events = new EventLog(settings.eventsFile().orElse(null), settings.clock());
        UploadFaults faults = new UploadFaults();
        AcceptedUploads accepted = new AcceptedUploads();
        AuthorityDoor authority = new AuthorityDoor(settings.authority(), settings.adminTokenFile());
        LoopbackServer server = LoopbackServer.bind(settings.port());
        ReplayRoute replay = new ReplayRoute(server.url(), tree, accepted);
        Route files = new FilesRoute(tree, authority, accepted, faults, events, server.port());
        server.serve(
                Map.of(
                        "/-/health", request -> Reply.json(200, Map.of("status", "ok")),
                        "/-/faults", guard(authority, new UploadFaultsRoute(faults)),
                        "/-/replay", guard(authority, replay)),
                request -> {
                    if (request.rawPath().startsWith("/-/")) {
                        throw RefusedException.of(404, "not_found", "nothing is served here");
                    }
                    return files.answer(request);
                });
        return new GuardedRepository(server, tree, events, faults, replay);
    }

    private static Route guard(AuthorityDoor authority, Route route) {
        return request -> {
            if (!authority.isAdmin(request.bearer().orElse(""))) {
                throw RefusedException.needsBearer("the admin token is missing or another one");
            }
            return route.answer(request);
        };
    }

    /** {@code http://127.0.0.1:PORT}, without a slash at its end. */
    public URI url() {
        return server.url();
    }

    /** Where the files are. */
    public Path root() {
        return tree.root();
    }

    /** What happened, in that order. */
    public List<RepositoryEvent> events() {
        return events.all();
    }

    /** What uploads are to suffer. */
    public UploadFaults faults() {
        return faults;
    }

    /**
     * Repeats the last upload that was allowed, with its own credential.
     *
     * @return the HTTP status it got
     * @throws IOException if none was allowed so far, or no answer came
     */
    public int replayLast() throws IOException {
        try {
            return replay.replay(null);
        } catch (RefusedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Stops to answer; the files stay, but for those that are not whole. May be called again.
     *
     * @throws IOException if half a file can't be deleted
     */
    @Override
    public void close() throws IOException {
        server.close();
        tree.forgetUploads();
    }

    @Override
    public String toString() {
        return "GuardedRepository " + url();
    }
}
