package io.github.jitcredentials.jenkins.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Run;
import io.github.jitcredentials.model.Printed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What happened to the leases of one build, in a file of its own beside {@code build.xml}, which lives as long as the build does.
 * For people: what counts is the audit log. No secret is in it.
 */
final class TimeLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "jit-credentials.jsonl";
    /** A renewed lease of a long build goes on and on; what is beyond is in the audit log. */
    private static final long LARGEST = 1024 * 1024;

    private final Path file;

    private TimeLine(Path file) {
        this.file = file;
    }

    static TimeLine of(Run<?, ?> run) {
        return new TimeLine(run.getRootDir().toPath().resolve(NAME));
    }

    boolean exists() {
        return Files.isRegularFile(file);
    }

    /**
     * One thing that happened.
     *
     * @param at when
     * @param lease its id; empty before there is one
     * @param profile what was asked
     * @param is one word: asked, permitted, denied, issued, ...
     * @param text more about it; may be empty
     */
    record Entry(Instant at, String lease, String profile, String is, String text) {
        /** Its lines, with names in the place of what can't be seen, since others wrote a part of it. */
        List<String> lines() {
            return text.lines().map(Printed::visible).toList();
        }
    }

    /** Adds one; does nothing for a build that has been deleted. */
    void add(Entry entry) throws IOException {
        Path directory = file.getParent();
        if (directory == null || !Files.isDirectory(directory) || Files.exists(file) && Files.size(file) > LARGEST) {
            return;
        }
        ObjectNode node = JSON.createObjectNode();
        node.put("at", entry.at().toString());
        node.put("lease", entry.lease());
        node.put("profile", entry.profile());
        node.put("is", entry.is());
        node.put("text", entry.text());
        byte[] line = (node + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (JSON) {
            Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /**
     * In the order in which it was written. A line that was cut short is left out, and so is what whoever took a lease over after a
     * restart told again.
     */
    List<Entry> entries() throws IOException {
        Set<Entry> entries = new LinkedHashSet<>();
        if (exists()) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.forEach(line -> read(line, entries));
            }
        }
        return List.copyOf(entries);
    }

    private static void read(String line, Set<Entry> entries) {
        try {
            JsonNode node = JSON.readTree(line);
            entries.add(new Entry(
                    Instant.parse(node.path("at").asText()),
                    node.path("lease").asText(),
                    node.path("profile").asText(),
                    node.path("is").asText(),
                    node.path("text").asText()));
        } catch (JsonProcessingException | DateTimeException e) {
            // The controller was killed while it wrote this.
            return;
        }
    }
}
