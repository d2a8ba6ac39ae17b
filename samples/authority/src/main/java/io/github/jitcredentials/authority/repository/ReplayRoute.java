package io.github.jitcredentials.authority.repository;

import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.http.Reply;
import io.github.jitcredentials.authority.http.Request;
import io.github.jitcredentials.authority.http.Route;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Repeats an upload to the repository itself, over HTTP, with the very credential that was allowed before: shows that a
 * token is dead without letting it out of the process.
 */
final class ReplayRoute implements Route {
    private final URI repository;
    private final FileTree tree;
    private final AcceptedUploads accepted;

    ReplayRoute(URI repository, FileTree tree, AcceptedUploads accepted) {
        this.repository = repository;
        this.tree = tree;
        this.accepted = accepted;
    }

    @Override
    public Reply answer(Request request) throws RefusedException, IOException {
        Object asked = request.json().get("fingerprint");
        AcceptedUploads.Upload upload = upload(asked == null ? null : asked.toString());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", repeated(upload));
        answer.put("path", upload.rawPath());
        answer.put("fingerprint", upload.fingerprint());
        return Reply.json(200, answer);
    }

    /** @param fingerprint of the token, or null for the last upload that was allowed */
    int replay(@Nullable String fingerprint) throws RefusedException, IOException {
        return repeated(upload(fingerprint));
    }

    private AcceptedUploads.Upload upload(@Nullable String fingerprint) throws RefusedException {
        return accepted.find(fingerprint)
                .orElseThrow(() -> RefusedException.of(404, "not_found", "no such upload was allowed"));
    }

    /** With the bytes that are there, so that a token that is alive after all changes nothing. */
    private int repeated(AcceptedUploads.Upload upload) throws RefusedException, IOException {
        Path file = tree.resolve(upload.rawPath());
        byte[] body = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        return PlainCall.of("PUT", URI.create(repository + upload.rawPath()))
                .with("Authorization", upload.authorization())
                .send(body)
                .status();
    }
}
