package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Talks to the trial servers' own doors for watching and for faults, with the token from their 0600 file. Thread safe. */
final class AdminClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Path tokenFile;

    AdminClient(Path tokenFile) {
        this.tokenFile = tokenFile;
    }

    JsonNode get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    JsonNode post(String url, String json) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    JsonNode delete(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).DELETE());
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpRequest authorised = request.timeout(Duration.ofSeconds(10))
                    .header(
                            "Authorization",
                            "Bearer " + Files.readString(tokenFile).strip())
                    .build();
            HttpResponse<String> answer = http.send(authorised, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new StoryFailedException(authorised.uri() + " answered " + answer.statusCode());
            }
            return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailedException("interrupted");
        }
    }
}
