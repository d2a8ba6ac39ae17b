package io.github.jitcredentials.authority;

import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.http.Request;
import io.github.jitcredentials.authority.http.Route;
import io.github.jitcredentials.authority.secrets.Fingerprint;
import io.github.jitcredentials.authority.secrets.OwnerOnly;
import io.github.jitcredentials.authority.secrets.RandomToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The token of this run for introspection, what was granted, and faults: in a file for its owner only. */
final class AdminToken implements AutoCloseable {
    private final String token;
    private final Path file;
    private final boolean ownDirectory;

    private AdminToken(String token, Path file, boolean ownDirectory) {
        this.token = token;
        this.file = file;
        this.ownDirectory = ownDirectory;
    }

    static AdminToken in(Path directory) throws IOException {
        return write(OwnerOnly.directory(directory), false);
    }

    static AdminToken inNewDirectory() throws IOException {
        return write(Files.createTempDirectory("trial-authority-"), true);
    }

    private static AdminToken write(Path directory, boolean ownDirectory) throws IOException {
        String token = RandomToken.next();
        return new AdminToken(token, OwnerOnly.write(directory.resolve("admin-token"), token), ownDirectory);
    }

    Path file() {
        return file;
    }

    boolean sentBy(Request request) throws RefusedException {
        return request.bearer().map(given -> Fingerprint.same(given, token)).orElse(false);
    }

    /** The same route, for who has the token only. */
    Route guard(Route route) {
        return request -> {
            if (!sentBy(request)) {
                throw RefusedException.needsBearer("the admin token is missing or another one");
            }
            return route.answer(request);
        };
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        Path directory = file.getParent();
        if (ownDirectory && directory != null) {
            Files.deleteIfExists(directory);
        }
    }

    @Override
    public String toString() {
        return "AdminToken in " + file;
    }
}
