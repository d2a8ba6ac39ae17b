package io.github.jitcredentials.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.audit.AuditVerdict;
import io.github.jitcredentials.audit.AuditVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an audit log tells of each request, held against the authority's books. */
final class AuditStory {
    private static final Set<String> OPEN_ENDS = Set.of("uncertain", "stuck", "expired");

    private final Path file;
    private final List<JsonNode> lines;
    private final Map<String, List<String>> events = new LinkedHashMap<>();

    private AuditStory(Path file, List<JsonNode> lines) {
        this.file = file;
        this.lines = lines;
        Map<String, String> requests = new HashMap<>();
        for (JsonNode line : lines) {
            String lease = line.path("lease").asText();
            if (line.path("event").asText().equals("intended")) {
                requests.put(lease, line.path("request_id").asText());
            }
            String request = requests.get(lease);
            if (request != null) {
                events.computeIfAbsent(request, name -> new ArrayList<>())
                        .add(line.path("event").asText());
            }
        }
    }

    static AuditStory of(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        if (Files.exists(file)) {
            String text = Files.readString(file);
            // The last line may be on its way.
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                lines.add(new ObjectMapper().readTree(line));
            }
        }
        return new AuditStory(file, lines);
    }

    /** The names under which the authority was asked, or was about to be. */
    Set<String> requests() {
        return events.keySet();
    }

    boolean says(String request, String event) {
        return events.getOrDefault(request, List.of()).contains(event);
    }

    long count(String event) {
        return lines.stream()
                .filter(line -> line.path("event").asText().equals(event))
                .count();
    }

    /** The lines about one kind of event, as they are. */
    List<JsonNode> lines(String event) {
        return lines.stream()
                .filter(line -> line.path("event").asText().equals(event))
                .toList();
    }

    /** The chain is whole, and each request's events fit what the authority did. */
    void agreesWith(List<Authority.Grant> books) throws IOException {
        AuditVerdict verdict = AuditVerifier.verify(file);
        require(verdict.isIntact(), "the audit log is not intact: " + verdict.firstBad());
        Map<String, Authority.Grant> granted = new HashMap<>();
        for (Authority.Grant grant : books) {
            if (events.containsKey(grant.requestId())) {
                require(granted.put(grant.requestId(), grant) == null, grant.requestId() + " was granted twice");
            }
        }
        events.forEach((request, told) -> agrees(request, told, granted.get(request)));
    }

    private static void agrees(String request, List<String> told, Authority.@Nullable Grant grant) {
        String story = request + " " + told + " but the books say " + grant;
        boolean saysRevoked = told.contains("revoked") || told.contains("proven");
        if (grant == null) {
            require(!told.contains("issued") && !saysRevoked, story);
            return;
        }
        require(!told.contains("refused"), story);
        if (grant.revoked().isPresent()) {
            require(saysRevoked || told.contains("uncertain"), story);
        } else {
            // An authority takes the revocation of what has expired, too, and its books stay as they are.
            require(!saysRevoked || grant.expires().isBefore(Instant.now()), story);
            require(saysRevoked || told.stream().anyMatch(OPEN_ENDS::contains), story);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
