package io.github.jitcredentials.authority.repository;

import io.github.jitcredentials.authority.http.RefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The repository's files: nothing outside of the root is reached, and no half file is ever seen. Thread safe. */
final class FileTree {
    /** Uploads under way; on the same file system as the files, so that one move puts a file into place. */
    private static final String INCOMING = ".incoming";

    private final Path root;
    private final Path incoming;

    FileTree(Path root) throws IOException {
        Files.createDirectories(root);
        this.root = root.toRealPath();
        this.incoming = Files.createDirectories(this.root.resolve(INCOMING));
        forgetUploads();
    }

    /** Deletes what is left of uploads under way, of a killed process before this one too. */
    void forgetUploads() throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(incoming, "*.part")) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    Path root() {
        return root;
    }

    /**
     * The file a request is about.
     *
     * @param rawPath percent-encoded, as sent
     * @throws RefusedException 400 if the path leads, or might lead, out of the root
     */
    Path resolve(String rawPath) throws RefusedException, IOException {
        Path file = root;
        String[] segments = rawPath.substring(1).split("/", -1);
        for (String segment : segments) {
            file = file.resolve(decoded(segment));
        }
        Path relative = root.relativize(file);
        if (!file.startsWith(root) || file.equals(root) || relative.startsWith(INCOMING)) {
            throw refused();
        }
        // A link inside of the root may lead outside of it.
        Path existing = file;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !existing.toRealPath().startsWith(root)) {
            throw refused();
        }
        return file;
    }

    /** A new empty file for an upload under way. */
    Path incoming() throws IOException {
        return Files.createTempFile(incoming, "", ".part");
    }

    /**
     * Copies so many bytes.
     *
     * @throws EOFException if the client stops before
     */
    static void copy(InputStream from, OutputStream to, long length) throws IOException {
        byte[] chunk = new byte[16 * 1024];
        long left = length;
        while (left > 0) {
            int read = from.read(chunk, 0, (int) Math.min(chunk.length, left));
            if (read < 0) {
                throw new EOFException("the client stopped " + left + " bytes early");
            }
            to.write(chunk, 0, read);
            left -= read;
        }
    }

    /**
     * Moves a whole upload into place.
     *
     * @return whether there was no such file before
     * @throws RefusedException 409 if there is a directory of that name, or a file where a directory is needed
     */
    boolean place(Path upload, Path file) throws RefusedException, IOException {
        Path parent = file.getParent();
        if (parent == null || Files.isDirectory(file)) {
            throw RefusedException.of(409, "conflict", "there is a directory of this name");
        }
        try {
            Files.createDirectories(parent);
        } catch (FileAlreadyExistsException e) {
            throw RefusedException.of(409, "conflict", "there is a file where a directory is needed");
        }
        boolean created = !Files.exists(file);
        Files.move(upload, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return created;
    }

    private static String decoded(String segment) throws RefusedException {
        String name;
        try {
            name = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        boolean plain = !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
        if (!plain) {
            throw refused();
        }
        return name;
    }

    private static RefusedException refused() {
        return RefusedException.of(400, "invalid_request", "this is not the path of a file here");
    }
}
